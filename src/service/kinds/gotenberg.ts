import type { ServiceKind } from '../service-kind.ts';

const port = 3000;

/** https://docs.upsun.com/add-services/gotenberg.html */
export const gotenberg: ServiceKind = {
  types: ['gotenberg'],
  image: (version) => `docker.io/gotenberg/gotenberg:${version}`,
  debian: null,
  diskMiB: null,
  memoryMiB: 1408,
  egress: true,
  graceSeconds: 30,
  endpoints: () => ({ http: { rel: 'http', scheme: 'http', port } }),
  container: () => ({
    start: `serve TERM gotenberg --api-port=${port}\n`,
    files: {},
    environment: { HOME: '/tmp' },
    prepare: null,
  }),
};
