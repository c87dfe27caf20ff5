import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { clusterProject } from '../support/cluster-project.ts';
import { until } from '../support/follow-run.ts';
import { activitiesOf, bridgesOf, noTraces, slugsOf, tracesOf } from '../support/project-traces.ts';
import { bundlesOf, pidsOf } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';

/** No other word of a server has it. */
const id = 'doomed-7c4e';
const place = { project: id };
const path = `/projects/${id}`;

const doomed = clusterProject({
  services: 'cache: { type: "redis:7.0" }',
  relationships: 'cache: "cache:redis"',
  application: `hooks: { build: 'echo built > "$PLATFORM_CACHE_DIR/file"' }
mounts: { data: { source: storage, source_path: data } }
crons: { often: { spec: "* * * * *", commands: { start: "exec sleep 301.25" } } }`,
});

let server: CliServer;
let client: Client;
/** Somebody with a role in the project. */
let eve: string;
let keptSlugs: readonly string[];
let keptBridges: readonly string[];

beforeAll(async () => {
  server = await openCliServer({
    ERRAND_GRACE_SECONDS: '3',
    ERRAND_RESULTS_MIB: '8',
    ERRAND_READY_PER_TASK: '1',
  });
  client = server.client;
  const { activity, log } = await client.deploy(scriptProject());
  expect(activity.result, log).toBe('success');
  const made = await client.api('/users', {
    method: 'POST',
    body: JSON.stringify({ email: 'eve@example.com' }),
  });
  eve = ((await made.json()) as { id: string }).id;
  keptSlugs = slugsOf(server.home);
  keptBridges = bridgesOf(server.home);
}, 180_000);
afterAll(() => server[Symbol.asyncDispose]());

async function ask(method: string, below: string, body?: unknown): Promise<Response> {
  return client.api(`${path}${below}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function surely(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect(response.status, await response.text()).toBeLessThan(300);
}

const backedUp = async () => {
  const answer = await ask('POST', '/environments/main/backup', {});
  const { _embedded } = (await answer.json()) as { _embedded: { activities: [{ id: string }] } };
  return client.waitFor(_embedded.activities[0].id, place);
};

/** Deploys the project and leaves something of it everywhere; ends with a run that goes on and two that wait. */
async function fill(): Promise<void> {
  const { activity, log } = await client.deploy(doomed, place);
  expect(activity.result, log).toBe('success');
  await surely(
    ask('POST', '/variables', { name: 'env:TOKEN', value: 'a-very-secret-token', is_sensitive: true }),
  );
  await surely(ask('POST', '/domains', { name: `www.${id}.example.com` }));
  await surely(ask('POST', '/integrations', { type: 'webhook', url: 'http://127.0.0.1:9/', events: ['*'] }));
  await surely(ask('PATCH', '/environments/main/queue', { runs_at_once: 1 }));
  await surely(ask('PATCH', '/retention', { logs: { days: 3 } }));
  await surely(ask('POST', '/user-access', { user_id: eve, permissions: ['viewer'] }));
  const written = await client.run('script', { SCRIPT: 'echo kept > "$ERRAND_OUTPUT_DIR/file"' }, place);
  expect(written.activity.result, written.log).toBe('success');
  expect((await backedUp()).activity.result).toBe('success');
  const branch = { name: 'child', title: 'Child', clone_parent: true };
  await surely(ask('POST', '/environments/main/branch', branch));
  await until('the branch', async () => {
    const found = (await (await ask('GET', '/environments/child')).json()) as { status: string };
    return found.status === 'active' ? found : null;
  });
  const stubborn = 'trap "" TERM; echo begun; while true; do sleep 302.25; done';
  const running = await client.trigger('script', { SCRIPT: stubborn }, place);
  await client.trigger('script', { SCRIPT: 'echo never' }, place);
  const later = { variables: { env: { SCRIPT: 'echo never' } }, delay: 3600, payload: { later: true } };
  await surely(ask('POST', '/environments/main/tasks/script/run', later));
  await until('the run', async () => (pidsOf('sleep', '302.25').length > 0 ? running : null));
}

/** Of the home, in which a project has something. */
const folders = ['artifacts', 'cache', 'logs/applications', 'logs', 'payloads', 'repositories', 'storage'];

const statusOf = async () => {
  const answer = await client.api(path);
  return answer.status === 404 ? null : ((await answer.json()) as { status: { code: string } }).status.code;
};
const untilGone = () =>
  until('the end of the project', async () => ((await statusOf()) === null ? true : null));

/** Nothing of the project, and all of the other one. */
async function expectGone(words: readonly string[]): Promise<void> {
  expect(tracesOf(server.home, words)).toEqual(noTraces);
  expect(slugsOf(server.home)).toEqual(keptSlugs);
  expect(bridgesOf(server.home)).toEqual(keptBridges);
  expect([pidsOf('sleep', '302.25'), pidsOf('sleep', '301.25')]).toEqual([[], []]);
  expect(bundlesOf(server).filter((name) => /^(app|service|task)-/.test(name))).toHaveLength(1);
  expect((await client.visit('/', place)).status).toBe(404);
  const metrics = await (await client.api('/metrics')).text();
  expect(metrics).not.toContain(id);
  const ended = await client.run('script', { SCRIPT: 'echo still here' });
  expect(ended.log).toContain('still here');
  expect((await client.visit('/')).text).toBe('version one');
}

describe('a project with all that it can have', { timeout: 300_000 }, () => {
  test('is deleted by a command, which waits for it, and nothing of it is left', async () => {
    await fill();
    const words = [id, ...activitiesOf(server.home, id)];
    const before = tracesOf(server.home, words);
    expect(before.tables).toEqual(expect.arrayContaining(['activities', 'domains', 'services', 'variables']));
    const filled = folders.filter((name) =>
      before.paths.some((at) => at.includes(`${server.home}/${name}/`)),
    );
    expect(filled).toEqual(folders);
    const unasked = await server.errand('project:delete', id);
    expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('Say --yes') });
    const deleted = await server.errand('project:delete', id, '--yes');
    expect(deleted).toMatchObject({ status: 0, stderr: expect.stringContaining(`${id} is deleted`) });
    await expectGone(words);
    const events = await (await client.api(`/audit?project=${id}&operation=project:delete`)).json();
    expect(events).toMatchObject({ items: [{ status: null, result: 'done' }, { status: 204 }] });
    expect(await server.errand('project:delete', id, '--yes')).toMatchObject({ status: 8 });
  });

  test('is deleted though its server is killed again and again, and takes nothing meanwhile', async () => {
    await fill();
    const words = [id, ...activitiesOf(server.home, id)];
    await surely(client.api(`/organizations/errand${path}`, { method: 'DELETE' }));
    expect(await statusOf()).toBe('deleting');
    const refused = await ask('POST', '/environments/main/tasks/script/run', {});
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: 'project_deleting' }]);
    expect((await ask('PATCH', '', { title: 'Late' })).status).toBe(409);
    // The run has three seconds to end, and does not.
    await server.kill('SIGKILL');
    expect(existsSync(join(server.home, 'repositories', `${id}.git`))).toBe(true);
    for (const milliseconds of [0, 150, 600, 1500]) {
      await server.restart();
      await delay(milliseconds);
      await server.kill('SIGKILL');
    }
    await server.restart();
    await untilGone();
    await expectGone(words);
    expect(await server.output()).not.toContain('could not be deleted');
  });

  test('may be made again under its id, and knows nothing of the former', async () => {
    const { activity, log } = await client.deploy(doomed, place);
    expect(activity.result, log).toBe('success');
    expect(log).not.toContain('Reusing existing build');
    const { length } = (await (await ask('GET', '/activities')).json()) as readonly unknown[];
    expect(length).toBe(1);
    expect(await (await ask('GET', '/audit')).json()).toMatchObject({
      items: [{ operation: 'environment:push' }],
    });
    const words = [id, ...activitiesOf(server.home, id)];
    const left = await server.errand('project:delete', id, '--yes', '--json');
    expect(JSON.parse(left.stdout)).toEqual({ id, deleted: true });
    await expectGone(words);
  });
});
