import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { ActivityDocument, Client } from '../support/client.ts';
import {
  type Activity,
  activityOf,
  begin,
  cancel,
  linesNow,
  textNow,
  untilLogged,
  untilState,
} from '../support/follow-run.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;

const runsAtOnce = 3;
const waiting = 'echo waiting; exec sleep 60';

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

async function listed(): Promise<readonly Activity[]> {
  return (await client.api('/projects/shop/activities?type=environment.task&count=100')).json() as Promise<
    readonly Activity[]
  >;
}

afterEach(async () => {
  const unfinished = (await listed()).filter(({ state }) => state === 'pending' || state === 'in_progress');
  for (const { id } of [...unfinished].reverse()) await cancel(client, id);
  await Promise.all(unfinished.map(({ id }) => client.waitFor(id)));
});

/** One after the other, so that the order is known; none is waited for. */
async function triggerMany(count: number, script: string): Promise<readonly ActivityDocument[]> {
  const runs: ActivityDocument[] = [];
  for (let index = 0; index < count; index++) runs.push(await begin(client, script));
  return runs;
}

/** Most runs that were in progress at once, as the API tells while it lasts. */
async function mostInProgress(until: Promise<unknown>): Promise<number> {
  let over = false;
  void until.then(() => {
    over = true;
  });
  let most = 0;
  while (!over) {
    most = Math.max(most, (await listed()).filter(({ state }) => state === 'in_progress').length);
    await delay(50);
  }
  return most;
}

describe('ten runs triggered at once', () => {
  let runs: readonly { readonly activity: Activity; readonly begin: number; readonly end: number }[];
  let sampled: number;

  beforeAll(async () => {
    const triggered = await triggerMany(10, 'date +%s%N; sleep 0.4; date +%s%N');
    const all = Promise.all(triggered.map(({ id }) => client.waitFor(id)));
    sampled = await mostInProgress(all);
    runs = (await all).map(({ activity, log }) => {
      const [from = '', to = ''] = log.split('\n').slice(1);
      return { activity: activity as Activity, begin: Number(from) / 1e6, end: Number(to) / 1e6 };
    });
  }, 60_000);

  test('all end well, each having run once', () => {
    expect(runs.map(({ activity }) => activity.result)).toEqual(Array(10).fill('success'));
    for (const run of runs) expect(run.end - run.begin).toBeGreaterThan(390);
  });

  test('run three at a time, never more, by their own clocks and by the API', () => {
    const moments = runs.flatMap(({ begin, end }) => [begin, end - 1]);
    const atOnce = moments.map((now) => runs.filter(({ begin, end }) => begin <= now && now < end).length);
    expect(Math.max(...atOnce)).toBe(runsAtOnce);
    expect(sampled).toBe(runsAtOnce);
  });

  test('leave the queue in the order in which they came', () => {
    const starts = runs.map(({ begin }) => begin);
    for (const [index, start] of starts.entries()) {
      // Those that left at the same moment may make their containers ready in any order.
      const overtaken = starts.slice(0, index).filter((earlier) => earlier > start);
      expect(overtaken.length).toBeLessThan(runsAtOnce);
    }
    for (const [index, { begin }] of runs.slice(runsAtOnce).entries()) {
      expect(begin).toBeGreaterThan(runs[index]?.begin ?? Number.NaN);
    }
  });
});

describe('a queued run', () => {
  test('is cancelled at once, by whom being told, and never begins', async () => {
    await triggerMany(runsAtOnce, waiting);
    const [queued] = await triggerMany(1, 'echo begun');
    const id = queued?.id ?? '';
    expect((await activityOf(client, id)).state).toBe('pending');
    const answer = await cancel(client, id);
    expect(answer.status).toBe(202);
    const { activity, log } = await client.waitFor(id);
    expect(activity).toMatchObject({
      state: 'cancelled',
      payload: { outcome: { kind: 'cancelled', by: { name: 'admin' }, exit_code: null } },
    });
    expect(log).toBe('Task script was cancelled by admin\n');
  });

  test('is cancelled all the same in the moment in which its turn comes', async () => {
    for (const milliseconds of [60, 90, 110, 120, 130, 140, 160]) {
      const others = await triggerMany(runsAtOnce, 'sleep 0.1');
      const { id } = await begin(client, 'exec sleep 60');
      await delay(milliseconds);
      expect((await cancel(client, id)).status).toBe(202);
      const { activity, log } = await client.waitFor(id);
      expect(activity).toMatchObject({ state: 'cancelled', payload: { outcome: { kind: 'cancelled' } } });
      expect(log).toMatch(/^(Starting task container .+\n)?Task script was cancelled by admin\n$/);
      await Promise.all(others.map((other) => client.waitFor(other.id)));
      expect(await textNow(client, id)).toBe(log);
    }
  });

  test('takes the place of one that was cancelled', async () => {
    const [first] = await triggerMany(runsAtOnce, waiting);
    const [queued] = await triggerMany(1, 'echo begun');
    await untilLogged(client, first?.id ?? '', 'waiting');
    await cancel(client, first?.id ?? '');
    expect((await client.waitFor(queued?.id ?? '')).log).toContain('begun\n');
  });
});

describe('a run that executes', () => {
  test.each([0, 5, 10, 20, 30, 45, 60])(
    'is cancelled too when it just begins, after %i ms',
    async (milliseconds) => {
      const { id } = await begin(client, 'exec sleep 60');
      await delay(milliseconds);
      expect((await cancel(client, id)).status).toBe(202);
      const { activity, log } = await client.waitFor(id);
      expect(activity).toMatchObject({ state: 'cancelled', payload: { outcome: { kind: 'cancelled' } } });
      expect(log).toMatch(/^(Starting task container .+\n)?Task script was cancelled by admin\n$/);
      await delay(200);
      expect(await textNow(client, id)).toBe(log);
    },
  );

  test('gets SIGTERM when it is cancelled, and what its handler writes is kept', async () => {
    const handler = `trap 'echo asked to end; sleep 0.3; echo tidied up; exit 0' TERM`;
    const { id } = await begin(client, `${handler}; echo ready; sleep 60 & wait`);
    await untilLogged(client, id, 'ready');
    expect((await cancel(client, id)).status).toBe(202);
    const { activity, log } = await client.waitFor(id);
    expect(activity).toMatchObject({
      state: 'cancelled',
      payload: { outcome: { kind: 'cancelled', by: { name: 'admin' } } },
    });
    expect(log).toMatch(/ready\nasked to end\ntidied up\nTask script was cancelled by admin\n$/);
  });

  test('cannot be cancelled twice, neither while it ends nor after', async () => {
    const { id } = await begin(
      client,
      `trap 'sleep 0.5; exit 0' TERM; echo ready; while :; do sleep 0.1; done`,
    );
    await untilLogged(client, id, 'ready');
    await cancel(client, id);
    const whileItEnds = await cancel(client, id);
    await client.waitFor(id);
    const after = await cancel(client, id);
    for (const answer of [whileItEnds, after]) {
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('cannot be cancelled in its current state');
    }
  });

  test('gets SIGKILL after the grace period where it ignores SIGTERM', async () => {
    const { id } = await begin(client, `trap '' TERM; echo ready; while :; do sleep 0.1; done`);
    await untilLogged(client, id, 'ready');
    const from = performance.now();
    await cancel(client, id);
    const { activity } = await client.waitFor(id);
    expect(performance.now() - from).toBeGreaterThan(990);
    // Ten seconds are what a task has that asks for nothing.
    expect(performance.now() - from).toBeLessThan(9000);
    expect(activity).toMatchObject({ state: 'cancelled', payload: { outcome: { exit_code: 137 } } });
  });
});

describe('a deploy', () => {
  test('ends the runs that execute and gives the queued ones the new deployment', async () => {
    const executing = await triggerMany(runsAtOnce, waiting);
    const queued = await triggerMany(2, 'echo "version $VERSION"');
    for (const { id } of executing) await untilLogged(client, id, 'waiting');
    const deployed = await client.deploy(scriptProject({ version: 'two' }));
    expect(deployed.activity.result).toBe('success');
    for (const { id } of executing) {
      const { activity, log } = await client.waitFor(id);
      expect(activity).toMatchObject({ state: 'cancelled', payload: { outcome: { kind: 'deployed_over' } } });
      expect(log).toContain('was stopped by a deploy of admin');
    }
    for (const { id } of queued) {
      const { activity, log } = await client.waitFor(id);
      expect(activity.result).toBe('success');
      expect(log).toContain('version two\n');
    }
    expect((await client.visit('/')).text).toBe('version two');
  });

  test('that fails lets the queue go on, on what was there before', async () => {
    const [executing] = await triggerMany(1, waiting);
    await untilLogged(client, executing?.id ?? '', 'waiting');
    const failed = await client.deploy(scriptProject({ buildHook: 'exit 5' }));
    expect(failed.activity.result).toBe('failure');
    await untilState(client, executing?.id ?? '', 'in_progress');
    expect((await linesNow(client, executing?.id ?? '')).at(-1)).not.toContain('seal');
    expect((await client.run('script', { SCRIPT: 'echo still here' })).log).toContain('still here\n');
  });
});
