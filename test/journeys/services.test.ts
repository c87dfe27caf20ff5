import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amqp } from '../support/amqp.ts';
import { type ClusterProject, clusterProject } from '../support/cluster-project.ts';
import { printEnvironment, readerOf } from '../support/config-reader.ts';
import { openServer, type TestServer } from '../support/server.ts';

const services = `
db: { type: "postgresql:15", configuration: { extensions: [pg_trgm] } }
sql: { type: "mariadb:10.11" }
cache: { type: "redis:7.0", configuration: { maxmemory_policy: noeviction } }
memory: { type: "memcached:1.6" }
queue: { type: "rabbitmq:3.10", configuration: { vhosts: [orders] } }
files: { type: "network-storage:1.0" }
`;
const relationships = `
db:
sql: "sql:mysql"
cache: { service: cache, endpoint: redis }
memory: "memory:memcached"
queue: "queue:rabbitmq"
`;
const project: ClusterProject = { services, relationships };

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
  const { activity, log } = await server.deploy(clusterProject(project));
  expect(log).toContain('is deployed');
  expect(activity.result).toBe('success');
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

async function run(script: string): Promise<string> {
  const { activity, log } = await server.run('script', { SCRIPT: script });
  const lines = log.trimEnd().split('\n').slice(1).join('\n');
  expect(`${activity.result}\n${lines}`).toMatch(/^success/);
  return lines;
}

const psql = 'psql -qtAX "$(echo "$DB_URL" | sed s/pgsql:/postgresql:/)"';
const mysql = 'MYSQL_PWD="$SQL_PASSWORD" mariadb -BN -h "$SQL_HOST" -u "$SQL_USERNAME" "$SQL_PATH"';

interface ServiceDocument {
  readonly name: string;
  readonly status: string;
  readonly version: string | null;
  readonly ip: string | null;
  readonly disk: { readonly size: number; readonly used: number } | null;
}

const servicesPath = '/projects/shop/environments/main/services';
async function listed(): Promise<Readonly<Record<string, ServiceDocument>>> {
  const all = (await (await server.api(servicesPath)).json()) as readonly ServiceDocument[];
  return Object.fromEntries(all.map((service) => [service.name, service]));
}

describe('services', () => {
  test('let in whoever has a relationship, with what the variables say', async () => {
    const script = `${psql} -c "create table visits(n int); insert into visits values (42); select n from visits"
${psql} -c "select similarity('word', 'words') > 0.5, current_setting('server_version_num')::int > 150000"
${mysql} -e "create table visits(n int); insert into visits values (43); select n from visits"
redis-cli -h "$CACHE_HOST" -p "$CACHE_PORT" set visits 44; redis-cli -h "$CACHE_HOST" config get maxmemory-policy
node -e "require('net').connect(process.env.MEMORY_PORT, process.env.MEMORY_HOST).end('set a 0 0 2\\r\\n45\\r\\nget a\\r\\nquit\\r\\n').pipe(process.stdout)"
python3 -c "$AMQP"`;
    const { activity, log } = await server.run('script', { SCRIPT: script, AMQP: amqp });
    expect(log.replaceAll('\r', '').split('\n').slice(1, -1)).toEqual(
      [
        '42',
        't|t',
        '43',
        'OK',
        'maxmemory-policy',
        'noeviction',
        'STORED',
        'VALUE a 0 2',
        '45',
        'END',
      ].concat(['(10, 10)', '(10, 30)', '(10, 41)']),
    );
    expect(activity.result).toBe('success');
  });

  test.each(['task', 'application'])(
    'are found by the original’s config reader, in the %s',
    async (place) => {
      const printed =
        place === 'task'
          ? await run(printEnvironment)
          : (await server.visit('/', { method: 'POST', body: printEnvironment })).text;
      const config = readerOf(printed);
      expect([config.isValidPlatform(), config.inRuntime(), config.inBuild()]).toEqual([true, true, false]);
      expect(config.application()).toMatchObject({ name: place === 'task' ? 'script' : 'web' });
      expect(config.getPrimaryRoute()).toMatchObject({ type: 'upstream', upstream: 'web:http' });
      expect(Object.keys(config.getUpstreamRoutes('web'))).toHaveLength(1);
      expect(config.variables()).toEqual({});
      if (place === 'application') return;
      const db = config.credentials('db');
      expect(db).toMatchObject({
        scheme: 'pgsql',
        host: 'db.internal',
        port: 5432,
        password: expect.any(String),
      });
      expect(() => config.credentials('nothing')).toThrow('No relationship defined: nothing');
    },
  );

  test('show in PLATFORM_RELATIONSHIPS as in the original', async () => {
    const text = await run('echo "$PLATFORM_RELATIONSHIPS" | base64 -d');
    const { db, sql, cache, memory, queue } = JSON.parse(text);
    const common = (service: string, type: string, ip: string) => ({
      ...{ service, type, ip, host: `${service}.internal`, hostname: `${service}.internal` },
      ...{ fragment: null, public: false, host_mapped: false, epoch: 0, instance_ips: [ip] },
      cluster: expect.stringMatching(/^shop-main-/),
    });
    const at = await listed();
    const ip = (name: string) => at[name]?.ip ?? '';
    // A log shows no password, in base64 neither.
    const secret = '[secret]';
    expect(await run('echo "$PLATFORM_RELATIONSHIPS"')).toContain('[secret]');
    expect(await run(`node -p '/^[0-9a-f]{32}$/.test(process.env.DB_PASSWORD)'`)).toBe('true');
    expect(db).toEqual([
      {
        ...common('db', 'postgresql:15', ip('db')),
        ...{ rel: 'postgresql', scheme: 'pgsql', port: 5432, path: 'main', query: { is_master: true } },
        ...{ username: 'main', password: secret },
      },
    ]);
    expect(sql).toEqual([
      {
        ...common('sql', 'mariadb:10.11', ip('sql')),
        ...{ rel: 'mysql', scheme: 'mysql', port: 3306, path: 'main', query: { is_master: true } },
        ...{ username: 'user', password: secret },
      },
    ]);
    const open = { username: null, password: null, path: null, query: {} };
    expect(cache).toEqual([
      { ...common('cache', 'redis:7.0', ip('cache')), ...open, rel: 'redis', scheme: 'redis', port: 6379 },
    ]);
    expect(memory).toEqual([
      {
        ...common('memory', 'memcached:1.6', ip('memory')),
        ...{ ...open, rel: 'memcached', scheme: 'memcached', port: 11211 },
      },
    ]);
    expect(queue).toEqual([
      {
        ...common('queue', 'rabbitmq:3.10', ip('queue')),
        ...{ ...open, rel: 'rabbitmq', scheme: 'amqp', port: 5672, username: 'guest', password: secret },
      },
    ]);
  });

  test('are listed with the version that really runs and the room they take', async () => {
    const { db, files, memory } = await listed();
    expect(db).toMatchObject({ status: 'running', version: expect.stringMatching(/^15\./) });
    expect(db?.disk?.size).toBe(1024);
    expect(db?.disk?.used).toBeGreaterThan(20);
    expect(files).toMatchObject({ status: 'running', version: null, ip: null });
    expect(memory).toMatchObject({ status: 'running', disk: null });
  });

  test('stay as they are over a deploy, and restart where their configuration changes, data and address kept', async () => {
    const before = await listed();
    const changed = services.replace('noeviction', 'allkeys-lru');
    const { log } = await server.deploy(clusterProject({ ...project, services: changed }));
    expect(log).toContain('Restarting service cache');
    expect(log).not.toMatch(/(Starting|Restarting) service (db|sql|queue|memory)/);
    expect(await run(`${psql} -c "select n from visits"; redis-cli -h "$CACHE_HOST" get visits`)).toBe(
      '42\n44',
    );
    const after = await listed();
    expect(Object.values(after).map(({ ip }) => ip)).toEqual(Object.values(before).map(({ ip }) => ip));
  });

  test('refuse a change of type and a downgrade before anything is touched', async () => {
    const deployed = async (from: string, to: string) => {
      const { activity, log } = await server.deploy(clusterProject({ services: services.replace(from, to) }));
      expect(activity).toMatchObject({
        result: 'failure',
        payload: { error: { code: 'service_change_refused' } },
      });
      expect(log).not.toContain('Deploying environment');
      return log;
    };
    expect(await deployed('"postgresql:15"', '"mariadb:10.11"')).toContain(
      "the service db is postgresql:15 and cannot become mariadb:10.11: its data is of another kind. To begin with no data, remove it with 'errand service:delete db' first, or give the new one another name.",
    );
    expect(await deployed('"redis:7.0"', '"redis:6.2"')).toContain(
      'the service cache cannot go from redis:7.0 back to redis:6.2: a newer version wrote its data.',
    );
  });

  test('that this machine cannot provide are said to be so, with the command that mends it', async () => {
    const { activity, log } = await server.deploy(
      clusterProject({
        services: `${services}future: { type: "postgresql:99" }\nsearch: { type: "solr:9.9" }`,
      }),
    );
    expect(activity.payload.error?.code).toBe('image_unavailable');
    expect(log).toContain(
      'the service future has the type postgresql:99, which is not to be had here. Tried:\n',
    );
    expect(log).toMatch(/\n {2}- image docker.io\/library\/postgres:99: .*\n/);
    expect(log).toMatch(
      /\n {2}- \/usr\/lib\/postgresql\/\*\/bin\/postgres of this machine: its version is 15\..*\n/,
    );
    expect(log).toContain("run 'apt-get install -y postgresql' on this machine");
  });

  test('that are misconfigured are told all at once, and nothing is touched', async () => {
    const { activity, log } = await server.deploy(
      clusterProject({
        services:
          'db: { type: "postgresql:15", configuration: { endpoints: { reader: { default_database: shop } } } }\ncache: { type: "redis:7.0", configuration: { maxmemory_policy: sometimes } }',
        relationships: 'cache: "cache:tcp"',
      }),
    );
    expect(activity.payload.error?.code).toBe('config_invalid');
    expect(log).toContain(
      'services.db.configuration: `endpoints.reader.default_database` is `shop`; it must be one of `databases`: main.',
    );
    expect(log).toContain('services.cache.configuration: `maxmemory_policy` is `sometimes`;');
  });

  test('that leave the file stop and keep their data until they are deleted', async () => {
    const less = services.replace(/^cache.*$/m, '');
    const related = relationships.replace(/^cache.*$/m, '');
    const { log } = await server.deploy(clusterProject({ services: less, relationships: related }));
    expect(log).toContain('Stopping service cache');
    expect((await listed()).cache).toMatchObject({ status: 'stopped', ip: null });
    const inUse = await server.api(`${servicesPath}/db`, { method: 'DELETE' });
    expect(inUse.status).toBe(409);

    await server.deploy(clusterProject(project));
    expect(await run('redis-cli -h "$CACHE_HOST" get visits')).toBe('44');

    await server.deploy(clusterProject({ services: less, relationships: related }));
    expect((await server.api(`${servicesPath}/cache`, { method: 'DELETE' })).status).toBe(204);
    expect((await server.api(`${servicesPath}/cache`, { method: 'DELETE' })).status).toBe(404);
    await server.deploy(clusterProject(project));
    expect(await run('redis-cli -h "$CACHE_HOST" exists visits')).toBe('0');
  }, 120_000);
});

describe('endpoints of a database', () => {
  const access = `
db:
  type: "postgresql:15"
  configuration:
    databases: [main, legacy]
    endpoints:
      admin: { default_database: main, privileges: { main: admin, legacy: ro } }
      reporter: { default_database: main, privileges: { main: ro } }
sql:
  type: "mariadb:10.11"
  configuration:
    schemas: [main, legacy]
    endpoints:
      admin: { default_schema: main, privileges: { main: admin } }
      reporter: { default_schema: main, privileges: { main: ro } }
`;
  const related =
    'admin: "db:admin"\nreporter: "db:reporter"\nsqladmin: "sql:admin"\nsqlreporter: "sql:reporter"';
  const as = (relationship: string) => psql.replace('DB_URL', `${relationship}_URL`);
  const mysqlAs = (relationship: string) => mysql.replaceAll('$SQL_', `$${relationship}_`);

  test('give each account what it may do, in the data that was there before', async () => {
    const { log } = await server.deploy(clusterProject({ services: access, relationships: related }));
    expect(log).toContain('Restarting service db');
    const refused = (command: string) =>
      `${command} 2>&1 | grep -oiE "permission denied|command denied|access denied|must be superuser" | head -1`;
    expect(
      await run(`${as('ADMIN')} -c "create table orders(n int); insert into orders values (1)"
${as('REPORTER')} -c "select n from orders"
${refused(`${as('REPORTER')} -c "insert into orders values (2)"`)}
${refused(`${as('REPORTER')} -c "create table mine(n int)"`)}
${refused(`psql -qtAX "$(echo "$REPORTER_URL" | sed 's/pgsql:/postgresql:/; s/main$/legacy/')" -c "select 1"`)}
${refused(`${as('ADMIN')} -c "copy (select 1) to program 'id'"`)}
${mysqlAs('SQLADMIN')} -e "select n from visits"
${mysqlAs('SQLREPORTER')} -e "select n from visits"
${refused(`${mysqlAs('SQLREPORTER')} -e "insert into visits values (1)"`)}
${refused(`${mysqlAs('SQLREPORTER').replace('$SQLREPORTER_PATH', 'mysql')} -e "select 1"`)}`),
    ).toBe(
      ['1', 'permission denied', 'permission denied', 'permission denied', 'must be superuser', '43', '43']
        .concat(['command denied', 'Access denied'])
        .join('\n'),
    );
  });
});
