import { type Account, accessProblems, databaseAccess } from '../database-access.ts';
import type { EndpointKind, ServiceConfiguration, ServiceContext, ServiceKind } from '../service-kind.ts';
import { dataFolder, initializeOnce, serviceFolder } from '../service-script.ts';
import { identifier, literal } from '../sql.ts';

const words = {
  list: 'databases',
  chosen: 'default_database',
  endpoint: 'postgresql',
  username: 'main',
};

const port = 5432;
const socketFolder = '/tmp';

const secretOf = (account: Account) => `endpoint ${account.endpoint}`;

function endpoints(configuration: ServiceConfiguration): Readonly<Record<string, EndpointKind>> {
  const { accounts } = databaseAccess(configuration, words);
  return Object.fromEntries(
    accounts.map((account) => [
      account.endpoint,
      {
        rel: account.endpoint,
        scheme: 'pgsql',
        port,
        username: account.username,
        passwordSecret: secretOf(account),
        path: account.database,
        query: { is_master: true },
      },
    ]),
  );
}

/** A quarter of the memory for shared buffers, as PostgreSQL's manual advises; WAL within a quarter of the disk. */
function settings({ memoryMiB, diskMiB }: ServiceContext): string {
  const walMiB = Math.max(32, Math.min(1024, Math.floor(diskMiB / 4)));
  return `listen_addresses = '0.0.0.0'
port = ${port}
unix_socket_directories = '${socketFolder}'
hba_file = '${serviceFolder}/pg_hba.conf'
ident_file = '${serviceFolder}/pg_ident.conf'
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = ${Math.max(16, Math.floor(memoryMiB / 4))}MB
max_wal_size = ${walMiB}MB
min_wal_size = 32MB
log_destination = 'stderr'
log_timezone = 'UTC'
timezone = 'UTC'
`;
}

const onTables = {
  ro: 'SELECT',
  rw: 'SELECT, INSERT, UPDATE, DELETE',
  admin: 'ALL',
} as const;
const onSequences = { ro: 'SELECT', rw: 'USAGE, SELECT, UPDATE', admin: 'ALL' } as const;

function roleSql({ username }: Account, password: string): string {
  const [name, text] = [identifier(username), literal(username)];
  return `SELECT 'CREATE ROLE ${name.replaceAll("'", "''")}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${text}) \\gexec
ALTER ROLE ${name} WITH LOGIN PASSWORD ${literal(password)};
`;
}

/** Privileges of one account in the database that is connected to. What a former configuration gave is taken back first. */
function grantSql(database: string, account: Account, owner: string, admins: readonly Account[]): string {
  const role = identifier(account.username);
  const privilege = account.privileges[database];
  const lines = [
    `REVOKE ALL ON DATABASE ${identifier(database)} FROM ${role};`,
    `REVOKE ALL ON SCHEMA public FROM ${role};`,
    ...(account.username === owner
      ? []
      : [
          `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};`,
          `REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${role};`,
        ]),
  ];
  if (privilege === undefined) return `${lines.join('\n')}\n`;
  const isAdmin = privilege === 'admin';
  lines.push(
    `GRANT ${isAdmin ? 'ALL' : 'CONNECT, TEMPORARY'} ON DATABASE ${identifier(database)} TO ${role};`,
    `GRANT ${isAdmin ? 'ALL' : 'USAGE'} ON SCHEMA public TO ${role};`,
    `GRANT ${onTables[privilege]} ON ALL TABLES IN SCHEMA public TO ${role};`,
    `GRANT ${onSequences[privilege]} ON ALL SEQUENCES IN SCHEMA public TO ${role};`,
  );
  for (const admin of admins.filter(({ username }) => username !== account.username)) {
    const made = `ALTER DEFAULT PRIVILEGES FOR ROLE ${identifier(admin.username)}`;
    lines.push(
      `${made} REVOKE ALL ON TABLES FROM ${role};`,
      `${made} GRANT ${onTables[privilege]} ON TABLES TO ${role};`,
      `${made} REVOKE ALL ON SEQUENCES FROM ${role};`,
      `${made} GRANT ${onSequences[privilege]} ON SEQUENCES TO ${role};`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function databaseSql(database: string, accounts: readonly Account[], extensions: readonly string[]): string {
  const admins = accounts.filter(({ privileges }) => privileges[database] === 'admin');
  const owner = admins[0]?.username ?? 'postgres';
  const [name, text] = [identifier(database), literal(database)];
  const others = admins
    .slice(1)
    .map(({ username }) => `GRANT ${identifier(owner)} TO ${identifier(username)};`);
  return `SELECT 'CREATE DATABASE ${name.replaceAll("'", "''")}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = ${text}) \\gexec
ALTER DATABASE ${name} OWNER TO ${identifier(owner)};
REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
\\connect ${name}
ALTER SCHEMA public OWNER TO ${identifier(owner)};
${extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${identifier(extension)};\n`).join('')}${accounts.map((account) => grantSql(database, account, owner, admins)).join('')}${others.join('\n')}
`;
}

/** Who is an administrator beside another is decided anew by `databaseSql`. */
function forgetMemberships(accounts: readonly Account[]): string {
  const ours = accounts.map(({ username }) => literal(username)).join(', ');
  return `SELECT format('REVOKE %I FROM %I', a.rolname, b.rolname) FROM pg_auth_members m JOIN pg_roles a ON a.oid = m.roleid JOIN pg_roles b ON b.oid = m.member WHERE b.rolname IN (${ours}) \\gexec
`;
}

/** Accounts that the configuration no longer has can no longer log in; their tables stay. */
function lockOthers(accounts: readonly Account[]): string {
  const kept = ['postgres', ...accounts.map(({ username }) => username)].map(literal).join(', ');
  return `SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles WHERE rolcanlogin AND rolname NOT IN (${kept}) \\gexec
`;
}

function extensionsOf(configuration: ServiceConfiguration): readonly string[] {
  return Array.isArray(configuration.extensions) ? configuration.extensions.map(String) : [];
}

/** Everything that the configuration asks for, in a script that may run any number of times. */
export function postgresqlSetup(context: Pick<ServiceContext, 'configuration' | 'secret'>): string {
  const { databases, accounts } = databaseAccess(context.configuration, words);
  const extensions = extensionsOf(context.configuration);
  return [
    '\\set ON_ERROR_STOP on\nSET client_min_messages = warning;\n',
    ...accounts.map((account) => roleSql(account, context.secret(secretOf(account)))),
    forgetMemberships(accounts),
    ...databases.map((database) => databaseSql(database, accounts, extensions)),
    lockOthers(accounts),
  ].join('');
}

/** https://docs.upsun.com/add-services/postgresql.html */
export const postgresql: ServiceKind = {
  types: ['postgresql'],
  image: (version) => `docker.io/library/postgres:${version}`,
  debian: {
    package: 'postgresql',
    path: '/usr/lib/postgresql/*/bin/postgres',
    versionArgument: '--version',
  },
  diskMiB: 256,
  memoryMiB: 1408,
  dataPerMajorVersion: true,
  graceSeconds: 60,
  endpoints,
  problems(configuration) {
    const { extensions } = configuration;
    const named = Array.isArray(extensions) && extensions.every((name) => /^[\w-]+$/.test(String(name)));
    return [
      ...accessProblems(configuration, words),
      ...(extensions === undefined || named ? [] : ['`extensions` must be a list of names.']),
    ];
  },
  container(context) {
    const [major] = context.version.split('.');
    const path = `PATH="$PATH:/usr/lib/postgresql/${major}/bin:/usr/local/bin"`;
    const initialize = 'initdb -D "$fresh" -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust >/dev/null';
    const client = `psql -X -q -h ${socketFolder} -U postgres`;
    return {
      start: `${path}
${initializeOnce(`${dataFolder}/postgresql`, initialize)}rm -f "$data/postmaster.pid"
serve INT postgres -D "$data" -c config_file=${serviceFolder}/postgresql.conf
`,
      files: {
        'postgresql.conf': settings(context),
        'pg_hba.conf':
          'local all postgres trust\nhost all postgres all reject\nhost all all all scram-sha-256\n',
        'pg_ident.conf': '',
        'setup.sql': postgresqlSetup(context),
      },
      environment: {},
      prepare: `${path}
until pg_isready -q -h ${socketFolder} -U postgres; do sleep 0.1; done
exec ${client} -d postgres -f ${serviceFolder}/setup.sql -o /dev/null
`,
    };
  },
};
