import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openActivityLogs } from '../../src/activity/log/activity-logs.ts';
import { LogWriters } from '../../src/activity/log/pump/log-writers.ts';
import type { Container } from '../../src/engine/engine.ts';
import { beginRun } from '../../src/store/runs/begin-run.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import type { Outcome } from '../../src/task/outcome.ts';
import type { Run } from '../../src/task/run.ts';
import { defaultRunOptions } from '../../src/task/run-options.ts';
import { openRunPayloads } from '../../src/task/run-payloads.ts';
import { createRunSteps, type RunStepsParts } from '../../src/task/run-steps.ts';
import type { PreparedRun, Stage } from '../../src/task/stage.ts';
import { createStopRequest } from '../../src/task/stop-request.ts';
import { silent, temporaryFolder } from '../activity/log/temporary-logs.ts';
import { acceptRuns, claim, filledStore } from '../store/temporary-store.ts';

const hour = 3_600_000;
const terms = { timeoutSeconds: 60, graceMilliseconds: 10, onDeploy: 'cancel', drainSeconds: 0 } as const;

async function aClaimedRun(change: Partial<Run> = {}) {
  const store = await filledStore();
  await acceptRuns(store, 1, change);
  const run = await claim(store);
  if (run === null) throw new Error('nothing was queued');
  return { store, run, steps: createRunSteps({ store } as RunStepsParts) };
}

/** A container that ends by itself a moment later, unless it is asked to before. */
function container(): { readonly made: Container; readonly asked: string[] } {
  const asked: string[] = [];
  const ended = new Promise((resolve) => setTimeout(() => resolve({ kind: 'exited', exitCode: 0 }), 50));
  const made = { ended, signal: async (name: string) => void asked.push(name) };
  return { made: made as unknown as Container, asked };
}

function setClock(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
  onTestFinished(() => void vi.useRealTimers());
}

test('P9: a run is not timed out because the clock was set forward after its begin', async () => {
  const { run, steps } = await aClaimedRun();
  const begun = await steps.recordStart(run);
  setClock(hour);
  const { made, asked } = container();
  const stop = createStopRequest();
  await steps.supervise(begun, terms, made, stop);
  expect([asked, stop.reason]).toEqual([[], null]);
});

test('P9: a run of a former server that had a clock ahead has its timeout and no more', async () => {
  const { store, run, steps } = await aClaimedRun();
  await beginRun(store, run.id, new Date(Date.now() + hour));
  const found = await findRun(store.db, run.id);
  if (found === null) throw new Error('the run is gone');
  const asked: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<unknown>();
  const signal = async (name: string) => {
    asked.push(name);
    resolve({ kind: 'exited', exitCode: 143 });
  };
  const made = { ended, signal } as unknown as Container;
  await steps.supervise(found, { ...terms, timeoutSeconds: 0.05 }, made, createStopRequest());
  expect(asked).toEqual(['SIGTERM']);
});

test('P5: a run that was killed at its timeout is timed out, though another server sees its end', async () => {
  const { store, run, steps } = await aClaimedRun();
  const begun = await steps.recordStart(run);
  const { made, asked } = container();
  await steps.supervise(begun, { ...terms, timeoutSeconds: 0 }, made, createStopRequest());
  expect(asked).toContain('SIGTERM');
  // The server is killed here; the next one reads what is there.
  expect((await findRun(store.db, run.id))?.ending).toEqual({ kind: 'timed_out' });
});

test('P18: a log that takes no line changes nothing of how a run ended', async () => {
  const retries = { max: 1, firstSeconds: 0, factor: 1, longestSeconds: 0 };
  const { store, run } = await aClaimedRun({ options: { ...defaultRunOptions, retries } });
  const logs = {
    append: () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    },
  };
  const artifacts = { keep: () => Promise.reject(new Error('full')) };
  const told: unknown[] = [];
  const parts = {
    store,
    logs,
    artifacts,
    log: silent,
    observer: { retried: (one: unknown) => told.push(one) },
    onRetry: () => undefined,
    stopping: new AbortController().signal,
  };
  const steps = createRunSteps(parts as unknown as RunStepsParts);
  expect(await steps.collect(run, { output: {} } as unknown as PreparedRun)).toBeNull();
  await steps.recordEnd(run, { kind: 'failed', exitCode: 1 } as Outcome, null);
  expect([(await findRun(store.db, run.id))?.state, told.length]).toEqual(['queued', 1]);
});

test('a container that was chosen for a run whose payload cannot be read goes back', async () => {
  const { store, run } = await aClaimedRun();
  const released: string[] = [];
  const stage = { release: async ({ id }: Run) => void released.push(id) } as unknown as Stage;
  const payloads = openRunPayloads(await temporaryFolder());
  const steps = createRunSteps({ store, payloads } as unknown as RunStepsParts);
  const withPayload = { ...run, options: { ...run.options, payload: { bytes: 2, sha256: '' } } };
  await expect(steps.prepare(stage, withPayload)).rejects.toThrow('ENOENT');
  expect(released).toEqual([run.id]);
});

test('P18: a container whose run cannot be announced in its log is removed again', async () => {
  const { store, run } = await aClaimedRun();
  const directory = await temporaryFolder();
  const writers = new LogWriters({ directory: join(directory, 'checkpoints') });
  const isFinished = () => Promise.resolve(false);
  const logs = openActivityLogs({ directory: join(directory, 'logs'), writers, isFinished });
  onTestFinished(() => logs.close());
  let removed = 0;
  const prepared = {
    container: { id: 'run-1' },
    close: async () => void removed++,
  } as unknown as PreparedRun;
  const prepare = async () => {
    // From now on nothing can be written there, as on a full disk.
    rmSync(join(directory, 'logs'), { recursive: true });
    writeFileSync(join(directory, 'logs'), '');
    return prepared;
  };
  const stage = { prepare } as unknown as Stage;
  const parts = { store, logs, log: silent, stopping: new AbortController().signal };
  await expect(createRunSteps(parts as unknown as RunStepsParts).prepare(stage, run)).rejects.toThrow(
    /ENOTDIR|EEXIST/,
  );
  expect(removed).toBe(1);
});
