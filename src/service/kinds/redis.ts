import type { ServiceContainer, ServiceContext, ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const port = 6379;

const policies = [
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
];

/** The rest is for what is kept beside the keys: buffers, and the copy that is written to disk. */
const shareForKeys = 0.7;

function settings({ configuration, memoryMiB }: ServiceContext, otherwise: string): string {
  return `bind 0.0.0.0
port ${port}
protected-mode no
daemonize no
dir ${dataFolder}
appendonly yes
appendfsync everysec
maxmemory ${Math.floor(memoryMiB * shareForKeys)}mb
maxmemory-policy ${String(configuration.maxmemory_policy ?? otherwise)}
`;
}

function problems({ maxmemory_policy: policy }: Readonly<Record<string, unknown>>): readonly string[] {
  if (policy === undefined || policies.includes(String(policy))) return [];
  return [`\`maxmemory_policy\` is \`${String(policy)}\`; it must be one of ${policies.join(', ')}.`];
}

function container(context: ServiceContext, program: string, policy: string): ServiceContainer {
  return {
    start: `serve TERM ${program}-server ${serviceFolder}/${program}.conf\n`,
    files: { [`${program}.conf`]: settings(context, policy) },
    environment: {},
    prepare: `until [ "$(${program}-cli -p ${port} ping 2>/dev/null)" = PONG ]; do sleep 0.1; done\n`,
  };
}

/** The same program under two types: the original's plain one is a cache, the other refuses writes when it is full. */
function keyValueStore(
  name: 'redis' | 'valkey',
  variant: { readonly type: string; readonly policy: string },
  image: string,
): ServiceKind {
  return {
    types: [variant.type],
    image: (version) => `docker.io/${image}:${version}`,
    debian: { package: name, path: `/usr/bin/${name}-server`, versionArgument: '--version' },
    diskMiB: 256,
    memoryMiB: 1088,
    graceSeconds: 30,
    endpoints: () => ({ [name]: { rel: name, scheme: name, port } }),
    problems,
    container: (context) => container(context, name, variant.policy),
  };
}

const cachePolicy = 'allkeys-lru';
const storePolicy = 'noeviction';

/** https://docs.upsun.com/add-services/redis.html. Here the plain type keeps its data over restarts too. */
export const redis = keyValueStore('redis', { type: 'redis', policy: cachePolicy }, 'library/redis');
export const redisPersistent = keyValueStore(
  'redis',
  { type: 'redis-persistent', policy: storePolicy },
  'library/redis',
);

/** https://docs.upsun.com/add-services/valkey.html */
export const valkey = keyValueStore('valkey', { type: 'valkey', policy: cachePolicy }, 'valkey/valkey');
export const valkeyPersistent = keyValueStore(
  'valkey',
  { type: 'valkey-persistent', policy: storePolicy },
  'valkey/valkey',
);
