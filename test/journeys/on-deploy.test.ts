import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { deployProject } from '../support/deploy-project.ts';
import { activityOf, begin, cancel, untilLogged } from '../support/follow-run.ts';
import { letGo } from '../support/run-traces.ts';

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(deployProject('one'));
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a deploy over a run of a task with on_deploy: drain', () => {
  test('waits for its end, says so, and holds the queue meanwhile', async () => {
    const { id } = await begin(client, 'echo begun; sleep 61.1; echo "still $VERSION"', 'draining');
    await untilLogged(client, id, 'begun');
    const push = await client.push(deployProject('two'));
    await untilLogged(client, push.id, `Waiting up to 60 s for run ${id} of task draining to end`);
    const queued = await begin(client, 'echo "on $VERSION"', 'finishing');
    expect((await activityOf(client, queued.id)).state).toBe('pending');
    await letGo('sleep', '61.1');
    const ended = await client.waitFor(id);
    expect(ended.activity.result).toBe('success');
    expect(ended.log).toContain('still one\n');
    expect((await client.waitFor(push.id)).activity.result).toBe('success');
    expect((await client.waitFor(queued.id)).log).toContain('on two\n');
  });

  test('ends it when the limit is over', async () => {
    const { id } = await begin(client, `trap 'echo asked' TERM; echo begun; sleep 60 & wait`, 'impatient');
    await untilLogged(client, id, 'begun');
    const push = await client.push(deployProject('three'));
    const { activity, log } = await client.waitFor(id);
    expect(activity.payload.outcome?.kind).toBe('deployed_over');
    expect(activity.timings.execute).toBeGreaterThan(0.9);
    expect(log).toContain('asked\n');
    expect((await client.waitFor(push.id)).activity.result).toBe('success');
  });

  test('goes on as it was when the deploy is cancelled while it waits', async () => {
    const { id } = await begin(client, 'echo begun; sleep 61.2; echo over', 'draining');
    await untilLogged(client, id, 'begun');
    const push = await client.push(deployProject('four'));
    await untilLogged(client, push.id, 'Waiting up to');
    expect((await cancel(client, push.id)).status).toBe(202);
    expect((await client.waitFor(push.id)).activity.state).toBe('cancelled');
    expect((await client.run('finishing', { SCRIPT: 'echo "on $VERSION"' })).log).toContain('on three\n');
    await letGo('sleep', '61.2');
    expect((await client.waitFor(id)).activity.result).toBe('success');
  });
});

describe('a deploy over a run of a task with on_deploy: finish', () => {
  const ask = (label: string) =>
    `node -e "fetch('http://site.internal/', {signal: AbortSignal.timeout(10000)}).then(r => r.text()).catch(() => 'cut').then(t => console.log('${label}', t))"`;

  test('leaves it running on what it began with, and cuts it off the applications that are gone', async () => {
    const script = `${ask('before')}; sleep 61.3; ${ask('after')}; echo "slug $VERSION"`;
    const { id } = await begin(client, script, 'finishing');
    await untilLogged(client, id, 'before version');
    const push = await client.push(deployProject('five'));
    const deployed = await client.waitFor(push.id);
    expect(deployed.activity.result).toBe('success');
    expect(deployed.log).toContain(`Run ${id} of task finishing goes on as it was deployed`);
    expect((await activityOf(client, id)).state).toBe('in_progress');
    expect((await client.run('finishing', { SCRIPT: ask('new') })).log).toContain('new version five\n');
    await letGo('sleep', '61.3');
    const { activity, log } = await client.waitFor(id);
    expect(activity.result).toBe('success');
    expect(log).toMatch(/after cut\nslug (one|three)\n/);
  });

  test('P5: it is taken up again after a kill -9 of the server that came after the deploy', async () => {
    const { id } = await begin(client, 'echo begun; sleep 61.4; echo "slug $VERSION"', 'finishing');
    await untilLogged(client, id, 'begun');
    await client.deploy(deployProject('six'));
    await server.kill('SIGKILL');
    await server.restart();
    await letGo('sleep', '61.4');
    const { activity, log } = await client.waitFor(id);
    expect(activity.result).toBe('success');
    expect(log).toMatch(/slug (three|five)\n/);
  });
});

describe('a server that is stopped with ERRAND_ON_STOP=keep', () => {
  test('leaves runs going for the next one, with their whole log, and nothing else', async () => {
    await using keeping = await openCliServer({ ERRAND_ON_STOP: 'keep', ERRAND_GRACE_SECONDS: '1' });
    await keeping.client.deploy(deployProject('one'));
    const lines = (from: number, to: number) => `for i in $(seq ${from} ${to}); do echo "line $i"; done`;
    const left = 'echo left > "$ERRAND_OUTPUT_DIR/file"';
    const script = `${lines(1, 20)}; sleep 61.5; ${lines(21, 40)}; ${left}`;
    const { id } = await begin(keeping.client, script, 'finishing');
    await untilLogged(keeping.client, id, 'line 20');
    expect(await keeping.kill('SIGTERM')).toBe(0);
    await keeping.restart();
    expect((await activityOf(keeping.client, id)).state).toBe('in_progress');
    await letGo('sleep', '61.5');
    const { activity, log } = await keeping.client.waitFor(id);
    expect(activity.result).toBe('success');
    const expected = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
    expect(log.match(/^line \d+$/gm)).toEqual(expected);
    const file = await keeping.client.api(`/projects/shop/activities/${id}/artifacts/file`);
    expect(await file.text()).toBe('left\n');
    expect(await keeping.kill('SIGTERM')).toBe(0);
    await keeping.restart();
  });
});
