import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { startErrand } from '../support/errand-command.ts';
import { activityOf, begin, cancel, sealedLines, textNow, untilLogged } from '../support/follow-run.ts';
import {
  bundlesOf,
  containerOf,
  heldBeyond,
  keeperOf,
  letGo,
  pidsOf,
  settledHold,
} from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;

const runsAtOnce = 3;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());
/** A run that a failed test left would take a slot from the next. */
afterEach(async () => {
  const path = '/projects/shop/activities?type=environment.task&state=in_progress';
  const left = (await (await client.api(path)).json()) as readonly { readonly id: string }[];
  for (const { id } of left) await cancel(client, id);
});

const count = (text: string, words: string) => text.split(words).length - 1;
const wholeLog = async (id: string) => (await client.waitFor(id)).log;

/** As a crash or an operator's kill -9 does it, and a start some time later. */
async function crashFor(milliseconds: number): Promise<void> {
  await server.kill('SIGKILL');
  await delay(milliseconds);
  await server.restart();
}

describe('P1, P5: after a kill -9 of the server', () => {
  test('a run goes on to its own end, its log complete and in order', async () => {
    const { id } = await begin(
      client,
      'echo begun; for i in $(seq 30); do echo "line $i"; sleep 0.1; done; sleep 61.25; exit 7',
    );
    await untilLogged(client, id, 'line 5');
    await crashFor(500);
    expect((await activityOf(client, id)).state).toBe('in_progress');
    await untilLogged(client, id, 'line 30');
    await letGo('sleep', '61.25');
    const { activity, log } = await client.waitFor(id);
    const counted = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    expect(log.split('\n').slice(1)).toEqual([
      'begun',
      ...counted,
      'Task script failed with exit code 7',
      '',
    ]);
    expect(activity).toMatchObject({
      state: 'complete',
      payload: { outcome: { kind: 'failed', exit_code: 7 } },
    });
    expect(count(await sealedLines(client, id), '"seal":true')).toBe(1);
  });

  test('P15, P16: who follows with `errand activity:log` gets every line once', async () => {
    const { id } = await begin(client, 'for i in $(seq 60); do echo "line $i"; sleep 0.1; done');
    const following = startErrand(['activity:log', id, '-p', 'shop'], { ERRAND_HOME: server.home });
    await expect.poll(following.output).toContain('line 5\n');
    await crashFor(300);
    const { stdout, status } = await following.ended;
    expect(stdout.split('\n').slice(1)).toEqual([
      ...Array.from({ length: 60 }, (_, index) => `line ${index + 1}`),
      '',
    ]);
    expect(status).toBe(0);
  });

  test('a run that took the place of the token broker meanwhile is lost, and does not keep the server from its start', async () => {
    const listen = `require("net").createServer().on("error", () => setTimeout(take, 20)).listen(8200, "127.0.0.1", () => console.log("mine"))`;
    const { id } = await begin(
      client,
      `echo begun; exec node -e 'const take = () => ${listen}; take(); setTimeout(() => {}, 300000)'`,
    );
    await untilLogged(client, id, 'begun');
    await server.kill('SIGKILL');
    const outputs = join(runtimeDirectoryOf(instanceOf(server.home)), 'outputs');
    const output = () => readFileSync(join(outputs, containerOf(server, id) ?? ''), 'utf8');
    await expect.poll(output, { timeout: 10_000 }).toContain('mine');
    await server.restart();
    const { activity, log } = await client.waitFor(id);
    expect(activity.payload).toMatchObject({ outcome: { kind: 'lost' } });
    expect(log).toContain('mine\n');
    expect(log).toContain('could not take it up again');
    expect(pidsOf('listen(8200')).toEqual([]);
    expect((await client.run('script', { SCRIPT: 'echo next' })).log).toContain('next\n');
  });

  test('later runs find names and addresses of their own beside a run that goes on', async () => {
    const { id } = await begin(client, 'echo begun; exec sleep 60');
    await untilLogged(client, id, 'begun');
    await crashFor(0);
    for (let round = 0; round < 6; round++) {
      const { activity, log } = await client.run('script', { SCRIPT: 'echo well' });
      expect(log).toContain('well\n');
      expect(activity.result).toBe('success');
    }
    await cancel(client, id);
    expect((await client.waitFor(id)).activity.payload.outcome?.kind).toBe('cancelled');
  });

  test('P7: a run that ended meanwhile has its exit code and its log', async () => {
    const { id } = await begin(client, 'echo begun; sleep 0.5; echo over; exit 9');
    await untilLogged(client, id, 'begun');
    await crashFor(1500);
    const { activity, log } = await client.waitFor(id);
    expect(activity).toMatchObject({ payload: { outcome: { kind: 'failed', exit_code: 9 } } });
    expect(log).toMatch(/\nbegun\nover\nTask script failed with exit code 9\n$/);
  });

  test('a timeout counts from the beginning of the run', async () => {
    const { id } = await begin(client, 'echo begun; sleep 30', 'hurried');
    await untilLogged(client, id, 'begun');
    await crashFor(1000);
    expect((await client.waitFor(id)).activity.payload.outcome?.kind).toBe('timed_out');
  });

  test('P5: a run that had been asked to end at its timeout is timed out, though it ended while no server was there', async () => {
    const handler = "trap 'echo asked; sleep 0.5; exit 4' TERM";
    const { id } = await begin(client, `${handler}; while true; do sleep 0.05; done`, 'hurried');
    await untilLogged(client, id, 'asked');
    await crashFor(1500);
    expect((await client.waitFor(id)).activity.payload.outcome?.kind).toBe('timed_out');
  });

  test('queued runs keep their places and begin when there is room', async () => {
    const executing = await Promise.all(
      Array.from({ length: runsAtOnce }, () => begin(client, 'echo begun; exec sleep 60')),
    );
    for (const { id } of executing) await untilLogged(client, id, 'begun');
    const first = await begin(client, 'date +%s%N');
    const second = await begin(client, 'date +%s%N');
    await crashFor(0);
    for (const { id } of [first, second]) expect((await activityOf(client, id)).state).toBe('pending');
    await cancel(client, executing[0]?.id ?? '');
    const [one, two] = [await wholeLog(first.id), await wholeLog(second.id)];
    expect(Number(one.split('\n')[1])).toBeLessThan(Number(two.split('\n')[1]));
    for (const { id } of executing.slice(1)) await cancel(client, id);
    for (const { id } of executing) expect(count(await wholeLog(id), 'begun\n')).toBe(1);
  });

  test.each([5, 20, 35, 50, 65, 80, 120])(
    'no run begins twice and none is forgotten, killed %i ms after a trigger',
    async (milliseconds) => {
      const runs = await Promise.all(
        Array.from({ length: 5 }, () => begin(client, 'echo begun; sleep 0.2; exit 3')),
      );
      await delay(milliseconds);
      await crashFor(0);
      for (const { id } of runs) {
        const { activity, log } = await client.waitFor(id);
        expect(count(log, 'begun\n')).toBe(1);
        expect(activity).toMatchObject({ payload: { outcome: { kind: 'failed', exit_code: 3 } } });
      }
    },
  );

  test('a push is over, says why, and leaves what ran before', async () => {
    const buildHook = 'while :; do echo building; sleep 0.02; done';
    const push = await client.push(scriptProject({ version: 'broken off', buildHook }));
    await untilLogged(client, push.id, 'building');
    await crashFor(200);
    const { activity, log } = await client.waitFor(push.id);
    expect(activity).toMatchObject({ state: 'complete', result: 'failure' });
    expect(log).toMatch(/Error: the server was stopped during this change; ask for it again\n$/);
    expect(await textNow(client, push.id)).toBe(log);
    expect((await client.visit('/')).text).toBe('version one');
    expect(bundlesOf(server).filter((id) => id.startsWith('build-'))).toEqual([]);
    expect(pidsOf('conmon', server.home, 'build-')).toEqual([]);
    expect(await wholeLog((await begin(client, 'echo "version $VERSION"')).id)).toContain('version one\n');
  });

  test('a build is not made again', async () => {
    await crashFor(0);
    const { activity, log } = await client.deploy(scriptProject({ version: 'one' }));
    expect(activity.result).toBe('success');
    expect(log).toMatch(/Reusing existing build of script \(\w+\)\n/);
    expect(log).not.toContain('Building');
  });
});

describe('P2: after a kill -9 of the process that keeps a container', () => {
  const asleep = 'sleep 60.25';

  test('its run is lost, and what it had is gone', async () => {
    await client.run('script', { SCRIPT: 'true' });
    const before = await settledHold(server);
    const { id } = await begin(client, `echo begun; exec ${asleep}`);
    await untilLogged(client, id, 'begun');
    process.kill(keeperOf(asleep), 'SIGKILL');
    const { activity, log } = await client.waitFor(id);
    expect(activity).toMatchObject({
      result: 'failure',
      payload: { outcome: { kind: 'lost', exit_code: null } },
    });
    expect(log).toMatch(/Task script was lost: .+\n$/);
    await expect.poll(() => pidsOf(asleep)).toEqual([]);
    await expect.poll(() => heldBeyond(before, server)).toEqual({});
  });

  test('and of the server too, its run is lost all the same', async () => {
    const { id } = await begin(client, `echo begun; exec ${asleep}`);
    await untilLogged(client, id, 'begun');
    const keeper = keeperOf(asleep);
    await server.kill('SIGKILL');
    process.kill(keeper, 'SIGKILL');
    await server.restart();
    expect((await client.waitFor(id)).activity.payload.outcome?.kind).toBe('lost');
    await expect.poll(() => pidsOf(asleep)).toEqual([]);
  });
});
