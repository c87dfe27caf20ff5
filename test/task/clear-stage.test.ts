import { expect, test } from 'vitest';
import type { TaskDefinition } from '../../src/config/definition.ts';
import type { Exit } from '../../src/engine/engine.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import { retryRun } from '../../src/store/runs/retry-run.ts';
import { defaultRunOptions } from '../../src/task/run-options.ts';
import type { PreparedRun, Stage } from '../../src/task/stage.ts';
import { actor, aDeployment } from '../store/samples.ts';
import { acceptRuns, claim, filledStore } from '../store/temporary-store.ts';
import { barren, openQueue } from './temporary-queue.ts';

const killed = {
  kind: 'exited',
  exitCode: 143,
  usage: { outOfMemory: false, peakMemoryBytes: null, cpuSeconds: null },
} as unknown as Exit;

/** A stage on which runs go on until a signal ends them; tells what happened there. */
function lasting(onDeploy: 'cancel' | 'drain' | 'finish') {
  const events: string[] = [];
  const run = { command: 'x', timeoutSeconds: 60, graceSeconds: null, onDeploy, drainSeconds: 30 };
  const report = { name: 'report', run } as unknown as TaskDefinition;
  const definition = { ...aDeployment().definition, tasks: { report } };
  const stage: Stage = {
    ...barren,
    deployment: aDeployment({ definition }),
    async prepare() {
      const { promise: ended, resolve } = Promise.withResolvers<Exit>();
      const signal = async (name: string) => {
        events.push(name);
        resolve(killed);
      };
      const container = { id: 'c', ended, signal };
      const begin = async () => void events.push('begun');
      return { container, output: null, begin, close: async () => undefined } as unknown as PreparedRun;
    },
    close: async () => void events.push('closed'),
  };
  return { stage, events };
}

const say = () => undefined;

test('a deploy that is called off while it waits for runs leaves the queue as it was', async () => {
  const store = await filledStore();
  await acceptRuns(store, 1);
  const queue = await openQueue(store);
  const { stage, events } = lasting('drain');
  queue.setStage('shop', 'main', stage);
  await expect.poll(() => events).toEqual(['begun']);
  const calledOff = new AbortController();
  const clearing = queue.clearStage('shop', 'main', actor, { say, signal: calledOff.signal });
  calledOff.abort();
  await expect(clearing).rejects.toThrow();
  expect(queue.stageOf('shop', 'main')).toBe(stage);
  // Nobody would wake the queue besides.
  await acceptRuns(store, 1);
  await queue.setLimits('shop', 'main', {});
  await expect.poll(() => events).toEqual(['begun', 'begun']);
});

test('a run that finishes over a deploy goes on over that, and ends where all of the environment does', async () => {
  const store = await filledStore();
  const [run] = await acceptRuns(store, 1);
  const queue = await openQueue(store);
  const { stage, events } = lasting('finish');
  queue.setStage('shop', 'main', stage);
  await expect.poll(() => events).toEqual(['begun']);
  await queue.clearStage('shop', 'main', actor, { say });
  expect([events, queue.executing]).toEqual([['begun', 'closed'], 1]);
  await queue.clearStage('shop', 'main', actor, { say, endsAll: true });
  expect((await findRun(store.db, run?.id ?? ''))?.outcome?.kind).toBe('deployed_over');
});

test('queued runs can be ended all at once, those that wait for another attempt too', async () => {
  const store = await filledStore();
  const retries = { ...defaultRunOptions.retries, max: 1 };
  const [failed] = await acceptRuns(store, 1, { options: { ...defaultRunOptions, retries } });
  await claim(store);
  const attempt = { attempt: 1 } as unknown as Parameters<typeof retryRun>[1]['attempt'];
  await retryRun(store, { id: failed?.id ?? '', attempt, dueAt: new Date(Date.now() + 60_000) });
  const others = await acceptRuns(store, 3);
  const queue = await openQueue(store);
  await queue.cancelQueued('shop', 'main', actor);
  const all = [failed, ...others].map((run) => findRun(store.db, run?.id ?? ''));
  expect((await Promise.all(all)).map((run) => run?.outcome?.kind)).toEqual(Array(4).fill('cancelled'));
});
