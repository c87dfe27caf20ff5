import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, shellWord } from '../service-script.ts';

const port = 8086;
const username = 'main';
const organization = 'main';
const bucket = 'main';
const passwordName = 'main';
const tokenName = 'token';

/** https://docs.upsun.com/add-services/influxdb.html */
export const influxdb: ServiceKind = {
  types: ['influxdb'],
  image: (version) => `docker.io/library/influxdb:${version}`,
  debian: null,
  diskMiB: 256,
  memoryMiB: 1408,
  graceSeconds: 30,
  endpoints: () => ({
    influxdb: {
      rel: 'influxdb',
      scheme: 'http',
      port,
      username,
      passwordSecret: passwordName,
      path: null,
      query: { org: organization, bucket },
      querySecrets: { api_token: tokenName },
    },
  }),
  container: ({ secret }) => {
    const folder = `${dataFolder}/influxdb`;
    const setup = [
      `--username ${username}`,
      `--password ${shellWord(secret(passwordName))}`,
      `--token ${shellWord(secret(tokenName))}`,
      `--org ${organization} --bucket ${bucket} --force`,
    ];
    return {
      start: `serve TERM influxd --bolt-path ${folder}/influxd.bolt --engine-path ${folder}/engine --sqlite-path ${folder}/influxd.sqlite --http-bind-address 0.0.0.0:${port} --reporting-disabled
`,
      files: {},
      environment: { HOME: '/tmp' },
      // A server that was set up before refuses to be set up again, and that is all right.
      prepare: `until influx ping --host http://127.0.0.1:${port} >/dev/null 2>&1; do sleep 0.2; done
influx setup --host http://127.0.0.1:${port} ${setup.join(' ')} >/dev/null 2>&1 || true
`,
    };
  },
};
