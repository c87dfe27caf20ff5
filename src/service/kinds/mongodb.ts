import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const port = 27017;
const username = 'main';
const database = 'main';
const secretName = 'main';

/** Run at every start over the loopback, which may make the first user (MongoDB's "localhost exception"). */
function setup(password: string): string {
  const user = JSON.stringify({
    user: username,
    pwd: password,
    roles: [{ role: 'dbOwner', db: database }],
  });
  return `const main = db.getSiblingDB(${JSON.stringify(database)});
try { main.createUser(${user}); } catch (error) { if (![13, 51003].includes(error.code)) throw error; }
`;
}

/** https://docs.upsun.com/add-services/mongodb.html */
export const mongodb: ServiceKind = {
  types: ['mongodb', 'mongodb-enterprise'],
  image: (version) => `docker.io/library/mongo:${version}`,
  debian: null,
  diskMiB: 512,
  memoryMiB: 1408,
  dataPerMajorVersion: true,
  graceSeconds: 60,
  endpoints: () => ({
    mongodb: {
      rel: 'mongodb',
      scheme: 'mongodb',
      port,
      username,
      passwordSecret: secretName,
      path: database,
      query: { is_master: true },
    },
  }),
  container: ({ memoryMiB, secret }) => {
    const cacheGiB = Math.max(0.25, memoryMiB / 2 / 1024).toFixed(2);
    const client = 'if command -v mongosh >/dev/null; then client=mongosh; else client=mongo; fi';
    return {
      start: `mkdir -p ${dataFolder}/mongodb
serve TERM mongod --auth --bind_ip_all --port ${port} --dbpath ${dataFolder}/mongodb --unixSocketPrefix /tmp --wiredTigerCacheSizeGB ${cacheGiB}
`,
      files: { 'setup.js': setup(secret(secretName)) },
      environment: { HOME: '/tmp' },
      prepare: `${client}
until "$client" --quiet --port ${port} --eval 'db.hello ? 1 : 1' >/dev/null 2>&1; do sleep 0.2; done
exec "$client" --quiet --port ${port} ${serviceFolder}/setup.js
`,
    };
  },
};
