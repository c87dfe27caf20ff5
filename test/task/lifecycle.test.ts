import { expect, test } from 'vitest';
import type { Exit } from '../../src/engine/engine.ts';
import { executeRun, type RunSteps, type RunTerms, resumeRun } from '../../src/task/lifecycle.ts';
import type { Outcome } from '../../src/task/outcome.ts';
import type { PreparedRun, Stage } from '../../src/task/stage.ts';
import { createStopRequest } from '../../src/task/stop-request.ts';
import { aRun } from '../store/samples.ts';

const terms: RunTerms = { timeoutSeconds: 60, graceMilliseconds: 10, onDeploy: 'cancel', drainSeconds: 0 };
const exit = { kind: 'exited', exitCode: 0 } as unknown as Exit;
const prepared = { container: {}, begin: async () => undefined } as unknown as PreparedRun;

/** Steps that go well, but for those that `changes` has. Tells the outcomes that were to be recorded, and the clean-ups. */
function steps(changes: Partial<RunSteps>) {
  const recorded: Outcome['kind'][] = [];
  const cleaned: PreparedRun[] = [];
  const all: RunSteps = {
    prepare: async () => prepared,
    recordStart: async (run) => run,
    supervise: async () => exit,
    collect: async () => null,
    decide: () => ({ kind: 'succeeded' }),
    failure: () => ({ kind: 'start_failed' }) as Outcome,
    recordEnd: async (_, { kind }) => void recorded.push(kind),
    cleanUp: async (one) => void cleaned.push(one),
    ...changes,
  };
  return { all, recorded, cleaned };
}

const course = () => ({ terms, stop: createStopRequest(), begun: () => undefined });
const execute = (all: RunSteps) => executeRun(all, {} as Stage, aRun(), course());

test('what fails before the end is known is the outcome', async () => {
  const { all, recorded, cleaned } = steps({ recordStart: () => Promise.reject(new Error('no')) });
  await execute(all);
  expect([recorded, cleaned]).toEqual([['start_failed'], [prepared]]);
});

test('P1: an end that cannot be recorded is not recorded as another one', async () => {
  const tried: Outcome['kind'][] = [];
  const recordEnd: RunSteps['recordEnd'] = async (_, { kind }) => {
    tried.push(kind);
    throw new Error('the store is gone');
  };
  const { all, cleaned } = steps({ recordEnd });
  await expect(execute(all)).rejects.toThrow('the store is gone');
  await expect(resumeRun(all, prepared, aRun(), course())).rejects.toThrow('the store is gone');
  expect(tried).toEqual(['succeeded', 'succeeded']);
  expect(cleaned).toEqual([prepared, prepared]);
});
