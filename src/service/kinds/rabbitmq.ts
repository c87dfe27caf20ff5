import { createHash } from 'node:crypto';
import type { ServiceConfiguration, ServiceContext, ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const port = 5672;
const username = 'guest';
const secretName = 'guest';
const saltBytes = 4;

function vhostsOf({ vhosts }: ServiceConfiguration): readonly string[] {
  return ['/', ...(Array.isArray(vhosts) ? vhosts.map(String) : [])];
}

/** As RabbitMQ stores a password: a salt and the SHA-256 of both. Here the salt comes from the password, to be always the same. */
function passwordHash(password: string): string {
  const salt = createHash('sha256').update(`salt of ${password}`).digest().subarray(0, saltBytes);
  const hash = createHash('sha256').update(salt).update(password).digest();
  return Buffer.concat([salt, hash]).toString('base64');
}

/** What there is from the start (rabbitmq.com/docs/definitions): read at every start, so it follows the configuration. */
function definitions({ configuration, secret }: ServiceContext): string {
  const vhosts = vhostsOf(configuration);
  const all = { configure: '.*', write: '.*', read: '.*' };
  return JSON.stringify({
    vhosts: vhosts.map((name) => ({ name })),
    users: [
      {
        name: username,
        password_hash: passwordHash(secret(secretName)),
        hashing_algorithm: 'rabbit_password_hashing_sha256',
        tags: ['administrator'],
      },
    ],
    permissions: vhosts.map((vhost) => ({ user: username, vhost, ...all })),
  });
}

const settings = (memoryMiB: number) => `listeners.tcp.default = ${port}
loopback_users = none
load_definitions = ${serviceFolder}/definitions.json
vm_memory_high_watermark.absolute = ${Math.floor(memoryMiB * 0.6)}MiB
disk_free_limit.absolute = 32MB
log.console = true
log.console.level = warning
log.file = false
`;

/** Names of one computer alone: the data carries the node's name, and no other node is ever to join. */
const environment = {
  HOME: dataFolder,
  RABBITMQ_NODENAME: 'rabbit@localhost',
  RABBITMQ_MNESIA_BASE: `${dataFolder}/mnesia`,
  RABBITMQ_CONFIG_FILE: `${serviceFolder}/rabbitmq`,
  RABBITMQ_ENABLED_PLUGINS_FILE: `${serviceFolder}/enabled_plugins`,
  RABBITMQ_LOG_BASE: '/tmp',
  RABBITMQ_LOGS: '-',
  RABBITMQ_PID_FILE: '/tmp/rabbitmq.pid',
  ERL_EPMD_ADDRESS: '127.0.0.1',
  // Idle schedulers sleep instead of spinning, and distribution listens on the loopback.
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
    '+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
};

/** https://docs.upsun.com/add-services/rabbitmq.html */
export const rabbitmq: ServiceKind = {
  types: ['rabbitmq'],
  image: (version) => `docker.io/library/rabbitmq:${version}`,
  debian: {
    package: 'rabbitmq-server',
    // Asking the program takes an Erlang node; the folder has the version in its name.
    path: '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server',
    versionArgument: null,
  },
  diskMiB: 256,
  memoryMiB: 1408,
  graceSeconds: 60,
  endpoints: () => ({
    rabbitmq: { rel: 'rabbitmq', scheme: 'amqp', port, username, passwordSecret: secretName },
  }),
  problems({ vhosts }) {
    const named = Array.isArray(vhosts) && vhosts.every((name) => typeof name === 'string' && name !== '');
    return vhosts === undefined || named ? [] : ['`vhosts` must be a list of names.'];
  },
  container: (context) => ({
    start: `PATH="$PATH:/usr/lib/rabbitmq/bin:/opt/rabbitmq/sbin:/opt/erlang/bin"
serve TERM rabbitmq-server
`,
    files: {
      'rabbitmq.conf': settings(context.memoryMiB),
      'definitions.json': definitions(context),
      enabled_plugins: '[].\n',
    },
    environment,
    prepare: null,
  }),
};
