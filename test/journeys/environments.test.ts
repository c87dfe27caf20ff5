import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { ActivityDocument, Client } from '../support/client.ts';

let server: CliServer;
let client: Client;

const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
    mounts:
      /data: { source: storage, source_path: data }
tasks:
  script:
    type: "nodejs:26"
    source: { root: task }
    mounts:
      /data: { source: storage, source_path: data, service: web }
    run: { command: 'eval "$SCRIPT"' }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;
const application = `
const { readFileSync } = require('node:fs');
require('node:http').createServer((_, response) => {
  try { response.end(readFileSync('/app/data/note')); } catch { response.end('no note'); }
}).listen(process.env.PORT);
`;
const files = { '.upsun/config.yaml': config, 'app/server.cjs': application, 'task/readme.txt': 'nothing\n' };

beforeAll(async () => {
  server = await openCliServer();
  client = server.client;
  const { activity, log } = await client.deploy(files);
  if (activity.result !== 'success') throw new Error(log);
});
afterAll(() => server[Symbol.asyncDispose]());

const script = (text: string, environment = 'main') =>
  client.run('script', { SCRIPT: text }, { environment });
const note = async (environment = 'main') => (await client.visit('/', { environment })).text;

async function errand(...words: readonly string[]): Promise<ActivityDocument> {
  const { status, stdout, stderr } = await server.errand(...words, '--project', 'shop', '--json');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return (JSON.parse(stdout) as { activity: ActivityDocument }).activity;
}

const commitHash = expect.stringMatching(/^[0-9a-f]{40}$/);

async function environment(name: string): Promise<{ readonly status: string }> {
  const answer = await client.api(`/projects/shop/environments/${name}`);
  return (await answer.json()) as { status: string };
}

const statusOf = async (name: string) => (await environment(name)).status;

describe('an environment', () => {
  test('is branched with its data, and goes its own way', async () => {
    await script('printf one > data/note');
    const activity = await errand('environment:branch', 'child', '--environment', 'main');
    expect(activity).toMatchObject({ type: 'environment.branch', result: 'success' });
    expect(await note('child')).toBe('one');
    await script('printf two > data/note', 'child');
    expect([await note('main'), await note('child')]).toEqual(['one', 'two']);
    const again = await server.errand('environment:branch', 'child', '-e', 'main', '--project', 'shop');
    expect(again).toMatchObject({
      status: 9,
      stderr: expect.stringContaining('has an environment child already'),
    });
  });

  test('that is paused answers nothing and keeps its data', async () => {
    await errand('environment:pause', 'child');
    expect(await statusOf('child')).toBe('paused');
    expect((await client.visit('/', { environment: 'child' })).status).toBe(404);
    await server.kill('SIGTERM');
    await server.restart();
    expect(await statusOf('child')).toBe('paused');
    expect((await client.visit('/', { environment: 'child' })).status).toBe(404);
    await errand('environment:resume', '--environment', 'child');
    expect(await note('child')).toBe('two');
  });

  test('gets its parent’s data by a synchronization', async () => {
    await script('printf three > data/note');
    await errand('environment:synchronize', 'data', '--yes', '--environment', 'child');
    expect(await note('child')).toBe('three');
  });

  test('comes back from a backup after its data was lost', async () => {
    await script('printf four > data/note', 'child');
    const made = await errand('backup:create', '--environment', 'child');
    await script('rm data/note', 'child');
    expect(await note('child')).toBe('no note');
    await errand('backup:restore', made.id, '--yes', '--environment', 'child');
    expect(await note('child')).toBe('four');
    expect(made).toMatchObject({ payload: { backup: made.id, backup_name: made.id } });
    await errand('backup:restore', made.id, '--yes', '--environment', 'child', '--target', 'fresh');
    expect(await note('fresh')).toBe('four');
    expect(await environment('fresh')).toMatchObject({ parent: 'child', head_commit: commitHash });
    await errand('backup:delete', made.id, '--yes', '--environment', 'child');
    const listed = await server.errand('backup:list', '-e', 'child', '--project', 'shop', '--json');
    expect(JSON.parse(listed.stdout)).toEqual([]);
  });

  test('gives its code to its parent', async () => {
    const changed = { ...files, 'app/server.cjs': application.replace('no note', 'nothing at all') };
    await client.deploy(changed, { environment: 'child' });
    await errand('environment:merge', '--environment', 'child');
    await script('rm data/note');
    expect(await note('main')).toBe('nothing at all');
  });

  test('that is deactivated has lost its data, and can be deleted', async () => {
    const early = await server.errand('environment:delete', '--yes', '-e', 'child', '--project', 'shop');
    expect(early).toMatchObject({ status: 9, stderr: expect.stringContaining('is active') });
    const tasks = '/projects/shop/environments/child/tasks';
    const body = JSON.stringify({ delay: 3600 });
    const answer = await client.api(`${tasks}/script/run`, { method: 'POST', body });
    const { _embedded: queued } = (await answer.json()) as {
      readonly _embedded: { readonly activities: readonly ActivityDocument[] };
    };
    await errand('environment:deactivate', '--yes', '--environment', 'child');
    expect(await statusOf('child')).toBe('inactive');
    // Nothing is there any more for which it was asked.
    expect((await client.waitFor(queued.activities[0]?.id ?? '')).activity.state).toBe('cancelled');
    await errand('environment:activate', '--environment', 'child');
    expect(await note('child')).toBe('nothing at all');
    await errand('environment:deactivate', '--yes', '--environment', 'child');
    await errand('environment:delete', '--yes', '--environment', 'child');
    expect((await client.api('/projects/shop/environments/child')).status).toBe(404);
    const refused = await server.errand('environment:deactivate', '--yes', '-e', 'main', '--project', 'shop');
    expect(refused).toMatchObject({ status: 9, stderr: expect.stringContaining('default environment') });
  });
});
