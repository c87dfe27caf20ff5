import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const port = 8080;
const publisher = 'publisher key';
const subscriber = 'subscriber key';

/** https://docs.upsun.com/add-services/mercure.html: a hub with a key for each side, and anonymous subscribers as there. */
export const mercure: ServiceKind = {
  types: ['mercure'],
  image: (version) => `docker.io/dunglas/mercure:v${version}`,
  debian: null,
  diskMiB: 256,
  memoryMiB: 448,
  graceSeconds: 10,
  endpoints: () => ({
    http: {
      rel: 'http',
      scheme: 'http',
      port,
      querySecrets: { publisher_jwt_key: publisher, subscriber_jwt_key: subscriber },
    },
  }),
  container: ({ secret }) => ({
    start: `serve TERM caddy run --config ${serviceFolder}/Caddyfile --adapter caddyfile\n`,
    files: {
      Caddyfile: `{
  admin off
  auto_https off
}
:${port} {
  mercure {
    transport bolt {
      path ${dataFolder}/mercure.db
    }
    publisher_jwt "${secret(publisher)}"
    subscriber_jwt "${secret(subscriber)}"
    anonymous
    cors_origins *
  }
  respond "Not Found" 404
}
`,
    },
    environment: { HOME: '/tmp', XDG_DATA_HOME: '/tmp', XDG_CONFIG_HOME: '/tmp' },
    prepare: null,
  }),
};
