import type { ServiceKind } from '../service-kind.ts';

const port = 11211;
const shareForItems = 0.8;

/** https://docs.upsun.com/add-services/memcached.html */
export const memcached: ServiceKind = {
  types: ['memcached'],
  image: (version) => `docker.io/library/memcached:${version}`,
  debian: { package: 'memcached', path: '/usr/bin/memcached', versionArgument: '--version' },
  diskMiB: null,
  memoryMiB: 1088,
  graceSeconds: 10,
  endpoints: () => ({ memcached: { rel: 'memcached', scheme: 'memcached', port } }),
  container: ({ memoryMiB }) => ({
    // Its amplification over UDP is infamous; nobody speaks to it that way here.
    start: `serve TERM memcached -l 0.0.0.0 -p ${port} -U 0 -m ${Math.floor(memoryMiB * shareForItems)}\n`,
    files: {},
    environment: {},
    prepare: null,
  }),
};
