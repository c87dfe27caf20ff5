import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Client, openClient } from '../support/client.ts';
import { runCommand } from '../support/errand-command.ts';
import { type Activity, until, untilLogged } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';

const branch = { environment: 'branch' };
const psql = `psql -qtAX "$(echo "$DB_URL" | sed s/pgsql:/postgresql:/)"`;
const insert = (text: string) => `${psql} -c "insert into notes values ('${text}')"`;

/** \`minute\`: the one in which the cron is due. */
const config = (minute: Date) => `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    relationships: { db: "db:postgresql", cache: "cache:redis" }
    mounts:
      uploads: { source: storage }
      shared: { source: service, service: files }
    hooks:
      deploy: ${JSON.stringify(`${psql} -c "create table if not exists notes(text text)" && ${insert('from the hook')}`)}
    web:
      commands: { start: node server.cjs }
      locations:
        "/": { passthru: true }
        "/reports": { root: shared, expires: 5m }
    workers:
      listener:
        commands: { start: sh worker.sh }
    crons:
      note:
        spec: "${minute.getUTCMinutes()} ${minute.getUTCHours()} * * *"
        commands: { start: ${JSON.stringify(insert('from the cron'))} }
tasks:
  report:
    type: "nodejs:26"
    source: { root: task }
    relationships: { db: "db:postgresql", cache: "cache:redis" }
    mounts:
      shared: { source: service, service: files }
    run: { command: sh report.sh, timeout: 120 }
services:
  db: { type: "postgresql:15" }
  cache: { type: "redis:7.0" }
  files: { type: "network-storage:1.0" }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

/** A visit leaves a word for the worker in Redis. */
const application = `
const { execFileSync } = require('node:child_process');
require('node:http').createServer((request, response) => {
  execFileSync('redis-cli', ['-h', process.env.CACHE_HOST, 'rpush', 'words', 'from ' + request.url]);
  response.end('kept');
}).listen(process.env.PORT);
`;

/** The worker takes words out of Redis and puts them into PostgreSQL. */
const worker = `
while :; do
  word=$(redis-cli -h "$CACHE_HOST" blpop words 0 | tail -1)
  ${psql} -c "insert into notes values ('$word by the worker')"
done
`;

/** Says whether all rows up to some moment are there, and the same ones in both tables. */
const whole =
  'select count(*) > 0 and count(*) = max(n) and count(*) = (select count(*) from twins) from pairs';

const report = `
set -e
if [ -n "$WRITE" ]; then
  ${psql} -c "create table pairs(n int); create table twins(n int)"
  n=0; until [ -e shared/stop ]; do n=$((n+1))
    ${psql} -c "begin; insert into pairs values ($n); insert into twins values ($n); commit"; echo "row $n"
  done; exit
fi
[ -z "$STOP" ] || touch shared/stop
if [ -n "$CHECK" ]; then ${psql} -c "${whole}"; exit; fi
${psql} -c "select text from notes order by text" >shared/report.txt
cat shared/report.txt
redis-cli -h "$CACHE_HOST" set seen "$PLATFORM_BRANCH" >/dev/null
if [ -n "$OTHER_URL" ]; then
  if PGCONNECT_TIMEOUT=3 psql -qtAX "$OTHER_URL" -c "insert into notes values ('from the branch')"
  then echo REACHED; else echo OUT OF REACH; fi
fi
# The log would mask it.
if [ -n "$TELL" ]; then printf %s "$DB_PASSWORD" >shared/password; fi
`;

let server: TestServer;
let client: Client;
let clone: string;
let remote: string;
const minute = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 600_000);

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const git = (...words: string[]) => runCommand('git', ['-C', clone, ...words], identity);

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true, now: Date.now() });
  server = await openServer();
  client = server;
  await client.api('/projects', { method: 'POST', body: JSON.stringify({ id: 'shop', title: 'Shop' }) });
  clone = await mkdtemp(join(tmpdir(), 'errand-clone-'));
  const { repository } = (await (await client.api('/projects/shop')).json()) as {
    repository: { url: string };
  };
  remote = repository.url.replace('://', `://x:${server.token}@`);
  const files = {
    '.upsun/config.yaml': config(minute),
    'app/server.cjs': application,
    'app/worker.sh': worker,
    'task/report.sh': report,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'the whole cluster');
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(clone, { recursive: true, force: true });
  vi.useRealTimers();
});

const linesOf = (log: string) => log.trimEnd().split('\n').slice(1);

async function notes(place = {}): Promise<readonly string[]> {
  const { log, activity } = await client.run('report', {}, place);
  expect([activity.result, log]).toEqual(['success', expect.any(String)]);
  return linesOf(log);
}

async function databaseAddress(environment: string): Promise<string> {
  const answer = await client.api(`/projects/shop/environments/${environment}/services`);
  const all = (await answer.json()) as readonly { readonly name: string; readonly ip: string }[];
  return all.find(({ name }) => name === 'db')?.ip ?? '';
}

async function passwordOf(place = {}): Promise<string> {
  const { activity } = await client.run('report', { TELL: 'yes' }, place);
  expect(activity.result).toBe('success');
  return (await client.visit('/reports/password', place)).text;
}

/** Main's database by its address, with the password that main's task has. */
async function databaseUrl(): Promise<string> {
  const password = await passwordOf();
  expect(password).toMatch(/^\w{16,}$/);
  return `postgresql://main:${password}@${await databaseAddress('main')}:5432/main`;
}

describe('a whole cluster', () => {
  test('comes up by a git push: application, worker, cron, services and a task', async () => {
    const { status, stderr } = await git('push', remote, 'main');
    expect(stderr).toMatch(/remote: Environment main is deployed\s*\n/);
    expect(status).toBe(0);
    expect((await client.visit('/visit')).text).toBe('kept');
    const worked = 'from /visit by the worker';
    await until('the worker', async () => ((await notes()).includes(worked) ? true : null));
    vi.setSystemTime(minute.getTime() - 200);
    client = await openClient({ apiUrl: server.apiUrl, apiToken: server.token });
    await until('the cron', async () => {
      const answer = await client.api('/projects/shop/activities?type=environment.cron&state=complete');
      const [ran] = (await answer.json()) as readonly Activity[];
      return ran ?? null;
    });
    expect((await notes()).toSorted()).toEqual([worked, 'from the cron', 'from the hook'].toSorted());
    expect((await client.visit('/reports/report.txt')).text).toContain('from the cron');
  }, 180_000);

  test('is branched with its data; the branch’s task reads it, and its application serves what the task wrote', async () => {
    const writer = await client.trigger('report', { WRITE: 'yes' });
    await untilLogged(client, writer.id, 'row 3');
    const body = JSON.stringify({ name: 'branch', title: 'Branch' });
    const answer = await client.api('/projects/shop/environments/main/branch', { method: 'POST', body });
    const started = (await answer.json()) as { _embedded: { activities: readonly { id: string }[] } };
    const { activity, log } = await client.waitFor(started._embedded.activities[0]?.id ?? '');
    expect([activity.result, log]).toEqual(['success', expect.any(String)]);
    await client.run('report', { STOP: 'yes' });
    const written = await client.waitFor(writer.id);
    expect(written.activity.result).toBe('success');
    // The database was written to all the time, and its copy is what it held at one moment.
    expect(linesOf((await client.run('report', { CHECK: 'yes' }, branch)).log)).toEqual(['t']);
    expect((await client.visit('/only-here', branch)).text).toBe('kept');
    const here = 'from /only-here by the worker';
    await until('the branch’s worker', async () => ((await notes(branch)).includes(here) ? true : null));
    const rows = await notes(branch);
    expect(rows).toEqual(expect.arrayContaining(['from the cron', 'from the hook', here]));
    const served = await client.visit('/reports/report.txt', branch);
    expect(served).toMatchObject({ status: 200, text: `${rows.join('\n')}\n` });
    expect(served.headers['cache-control']).toBe('max-age=300');
    expect(await notes()).not.toContain(here);
  }, 180_000);

  test('keeps main’s database out of the branch’s reach, though address and password are known', async () => {
    const url = await databaseUrl();
    const before = await notes();
    const fromBranch = await client.run('report', { OTHER_URL: url }, branch);
    // What psql says goes another way, and may come last.
    expect(linesOf(fromBranch.log)).toContain('OUT OF REACH');
    expect(fromBranch.log).toMatch(/timeout expired|timed out/i);
    expect(await notes()).toEqual(before);
    // The address and the password are right: main's own task gets in by them.
    const fromMain = await client.run('report', { OTHER_URL: url });
    expect(linesOf(fromMain.log).at(-1)).toBe('REACHED');
    expect(await notes()).toContain('from the branch');
  }, 180_000);

  test('comes back from a backup, in another environment too, with the passwords of its services', async () => {
    const change = async (path: string, body: object) => {
      const answer = await client.api(`/projects/shop/environments/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      const started = (await answer.json()) as { _embedded: { activities: readonly { id: string }[] } };
      const { activity, log } = await client.waitFor(started._embedded.activities[0]?.id ?? '');
      expect([activity.result, log]).toEqual(['success', expect.any(String)]);
      return activity;
    };
    const backup = await change('main/backup', {});
    const rows = await notes();
    await change(`main/backups/${backup.id}/restore`, { environment_name: 'branch', restore_code: false });
    expect(await notes(branch)).toEqual(expect.arrayContaining([...rows]));
    expect(await passwordOf(branch)).toBe(await passwordOf());
  }, 180_000);
});
