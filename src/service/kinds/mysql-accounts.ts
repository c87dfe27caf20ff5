import { type Account, accessProblems, databaseAccess } from '../database-access.ts';
import type { EndpointKind, ServiceConfiguration, ServiceContext } from '../service-kind.ts';
import { shellWord } from '../service-script.ts';
import { backticked, literal } from '../sql.ts';

export const mysqlPort = 3306;
export const mysqlSocket = '/tmp/mysql.sock';

const words = { list: 'schemas', chosen: 'default_schema', endpoint: 'mysql', username: 'user' };

const secretOf = (account: Account) => `endpoint ${account.endpoint}`;

export function mysqlEndpoints(configuration: ServiceConfiguration): Readonly<Record<string, EndpointKind>> {
  const { accounts } = databaseAccess(configuration, words);
  return Object.fromEntries(
    accounts.map((account) => [
      account.endpoint,
      {
        rel: account.endpoint,
        scheme: 'mysql',
        port: mysqlPort,
        username: account.username,
        passwordSecret: secretOf(account),
        path: account.database,
        query: { is_master: true },
      },
    ]),
  );
}

/** Server variables that a project may set, as the original has them under `properties`. */
const properties = [
  'default_charset',
  'default_collation',
  'innodb_adaptive_hash_index',
  'innodb_lock_wait_timeout',
  'lock_wait_timeout',
  'max_allowed_packet',
  'optimizer_switch',
  'optimizer_use_condition_selectivity',
  'table_definition_cache',
  'table_open_cache',
  'tmp_table_size',
  'wsrep_sync_wait',
  'character_set_server',
  'collation_server',
  'sql_mode',
];

const renamed: Readonly<Record<string, string>> = {
  default_charset: 'character_set_server',
  default_collation: 'collation_server',
};

/** A plain number of `max_allowed_packet` counts MiB, as in the original. */
function propertyValue(name: string, value: unknown): string {
  return name === 'max_allowed_packet' && /^\d+$/.test(String(value)) ? `${value}M` : String(value);
}

function propertiesOf(configuration: ServiceConfiguration): readonly (readonly [string, unknown])[] {
  return Object.entries(Object(configuration.properties ?? {}));
}

export function mysqlProblems(configuration: ServiceConfiguration): readonly string[] {
  const unknown = propertiesOf(configuration).filter(([name]) => !properties.includes(name));
  return [
    ...accessProblems(configuration, words),
    ...unknown.map(([name]) => `\`properties.${name}\` cannot be set; what can: ${properties.join(', ')}.`),
  ];
}

/** The `[server]` section of an option file. Half of the memory is for InnoDB's pages. */
export function mysqlOptions(context: ServiceContext, further: readonly string[]): string {
  const bufferMiB = Math.max(32, Math.floor(context.memoryMiB / 2));
  const logMiB = Math.max(8, Math.min(256, Math.floor(context.diskMiB / 16)));
  const set = propertiesOf(context.configuration).map(
    ([name, value]) => `${renamed[name] ?? name}=${propertyValue(name, value)}`,
  );
  return `[server]
port=${mysqlPort}
bind_address=0.0.0.0
socket=${mysqlSocket}
pid_file=/tmp/mysqld.pid
skip_name_resolve=ON
character_set_server=utf8mb4
innodb_buffer_pool_size=${bufferMiB}M
${[`innodb_log_file_size=${logMiB}M`, ...further, ...set].join('\n')}
`;
}

const grants = {
  ro: 'SELECT, SHOW VIEW',
  rw: 'SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES, LOCK TABLES, SHOW VIEW, EXECUTE',
  admin: 'ALL PRIVILEGES',
} as const;

function accountSql(account: Account, password: string): string {
  const user = `${literal(account.username)}@'%'`;
  // `_` and `%` stand for other characters in the name of a database that is granted.
  const granted = Object.entries(account.privileges).map(
    ([schema, privilege]) =>
      `GRANT ${grants[privilege]} ON ${backticked(schema.replaceAll(/[_%]/g, '\\$&'))}.* TO ${user};\n`,
  );
  return `CREATE USER IF NOT EXISTS ${user};
ALTER USER ${user} IDENTIFIED BY ${literal(password)};
REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${user};
${granted.join('')}`;
}

/** Everything that the configuration asks for, in a script that may run any number of times. */
export function mysqlSetup(context: Pick<ServiceContext, 'configuration' | 'secret'>): string {
  const { databases, accounts } = databaseAccess(context.configuration, words);
  return [
    ...databases.map((name) => `CREATE DATABASE IF NOT EXISTS ${backticked(name)};\n`),
    ...accounts.map((account) => accountSql(account, context.secret(secretOf(account)))),
  ].join('');
}

/** Waits for the server, sets it up and drops the accounts that the configuration no longer has. */
export function mysqlPrepare(
  client: string,
  ping: string,
  setupFile: string,
  configuration: ServiceConfiguration,
): string {
  const kept = databaseAccess(configuration, words).accounts.map(({ username }) => username);
  return `until ${ping} >/dev/null 2>&1; do sleep 0.1; done
${client} <${setupFile} || exit 1
${client} -BN -e "SELECT User FROM mysql.user WHERE Host = '%'" | while read -r user; do
  case ${shellWord(` ${kept.join(' ')} `)} in
    *" $user "*) ;;
    *) ${client} -e "DROP USER '$user'@'%'" ;;
  esac
done
`;
}
