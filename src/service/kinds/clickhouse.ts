import { createHash } from 'node:crypto';
import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const nativePort = 9000;
const httpPort = 8123;
const username = 'main';
const database = 'main';
const secretName = 'main';

const settings = (memoryMiB: number) => `<clickhouse>
  <logger><level>warning</level><console>true</console></logger>
  <listen_host>0.0.0.0</listen_host>
  <tcp_port>${nativePort}</tcp_port>
  <http_port>${httpPort}</http_port>
  <path>${dataFolder}/clickhouse/</path>
  <tmp_path>/tmp/clickhouse/</tmp_path>
  <user_files_path>${dataFolder}/clickhouse/user_files/</user_files_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <max_server_memory_usage>${Math.floor(memoryMiB * 0.9) * 1024 * 1024}</max_server_memory_usage>
</clickhouse>
`;

function users(password: string): string {
  const hash = createHash('sha256').update(password).digest('hex');
  return `<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <no_password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
    </default>
    <${username}>
      <password_sha256_hex>${hash}</password_sha256_hex><networks><ip>::/0</ip></networks>
      <profile>default</profile><quota>default</quota><default_database>${database}</default_database>
    </${username}>
  </users>
</clickhouse>
`;
}

const account = { username, passwordSecret: secretName, path: database };

/** https://docs.upsun.com/add-services/clickhouse.html */
export const clickhouse: ServiceKind = {
  types: ['clickhouse'],
  image: (version) => `docker.io/clickhouse/clickhouse-server:${version}`,
  debian: null,
  diskMiB: 512,
  memoryMiB: 2400,
  graceSeconds: 60,
  endpoints: () => ({
    clickhouse: { rel: 'clickhouse', scheme: 'clickhouse', port: nativePort, ...account },
    'clickhouse-http': { rel: 'clickhouse-http', scheme: 'http', port: httpPort, ...account },
  }),
  container: ({ memoryMiB, secret }) => ({
    start: `mkdir -p ${dataFolder}/clickhouse /tmp/clickhouse
serve TERM clickhouse-server --config-file=${serviceFolder}/config.xml
`,
    files: { 'config.xml': settings(memoryMiB), 'users.xml': users(secret(secretName)) },
    environment: {},
    prepare: `client="clickhouse-client --host 127.0.0.1 --port ${nativePort}"
until $client --query 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
exec $client --query 'CREATE DATABASE IF NOT EXISTS ${database}'
`,
  }),
};
