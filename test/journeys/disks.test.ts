import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import { clusterProject } from '../support/cluster-project.ts';

let server: CliServer;

beforeAll(async () => {
  server = await openCliServer();
  const project = clusterProject({
    services: 'db: { type: "postgresql:15" }\nfiles: { type: "network-storage:1.0" }',
    relationships: 'db: "db:postgresql"',
    application: 'mounts:\n  data: { source: storage }\n  shared: { source: service, service: files }',
  });
  const { activity, log } = await server.client.deploy(project);
  if (activity.result !== 'success') throw new Error(log);
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const errand = (...words: readonly string[]) => server.errand(...words, '--project', 'shop', '-e', 'main');
const mebibytes = async (folder: string) =>
  Number(
    (
      await server.client.visit('/', {
        method: 'POST',
        body: `df -BM --output=size ${folder} | tail -1 | tr -dc 0-9`,
      })
    ).text,
  );
const psql = 'psql -qtAX "$(echo "$DB_URL" | sed s/pgsql:/postgresql:/)"';
const lastLine = async (script: string) =>
  (await server.client.run('script', { SCRIPT: script })).log.trimEnd().split('\n').at(-1);

test('disks of a database, of storage and of an application grow with what is in them', async () => {
  await lastLine(`${psql} -c "create table kept(n int); insert into kept values (7)"`);
  await server.client.visit('/', { method: 'POST', body: 'echo kept >data/file' });
  const [own, shared] = [await mebibytes('data'), await mebibytes('shared')];
  expect(own).toBeGreaterThan(900);
  const { status, stdout, stderr } = await errand(
    'resources:set',
    '--disk',
    'db:1500',
    'web:2048',
    'files:3000',
  );
  expect([status, stderr, stdout]).toEqual([0, expect.any(String), expect.any(String)]);
  expect(stdout).toContain('The disk of db has 1500 MiB');
  expect(await mebibytes('data')).toBeGreaterThan(own + 900);
  expect(await mebibytes('shared')).toBeGreaterThan(shared + 1800);
  expect(await lastLine(`${psql} -c "select n from kept"`)).toBe('7');
  expect((await server.client.visit('/', { method: 'POST', body: 'cat data/file' })).text).toBe('kept\n');
  const listed = await errand('resources:get', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: 'web', disk: 2048 },
    { name: 'db', disk: 1500 },
    { name: 'files', disk: 3000 },
  ]);
}, 120_000);

test('none is made smaller, and what has none gets none', async () => {
  expect(await errand('resources:set', '--disk', 'db:100')).toMatchObject({
    stderr: expect.stringMatching(/db has 1500 MiB and cannot be made smaller/),
  });
  expect(await errand('resources:set', '--disk', 'cache:100')).toMatchObject({
    stderr: expect.stringMatching(/neither an application nor a service cache; it has web, db, files/),
  });
  expect(await errand('resources:set', '--disk', 'db')).toMatchObject({
    stderr: expect.stringMatching(/such as db:2048/),
  });
});

test('sizes last over a restart and a deploy', async () => {
  await server.kill('SIGTERM');
  await server.restart();
  expect(await mebibytes('data')).toBeGreaterThan(1900);
}, 120_000);
