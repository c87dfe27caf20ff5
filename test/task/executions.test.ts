import { expect, test } from 'vitest';
import { Executions } from '../../src/task/executions.ts';
import type { RunTerms } from '../../src/task/lifecycle.ts';
import { aRun } from '../store/samples.ts';

const terms: RunTerms = { timeoutSeconds: 60, graceMilliseconds: 10, onDeploy: 'cancel', drainSeconds: 0 };
const nobody = () => undefined;

test('an attempt that ends late does not hide the one that follows it', async () => {
  const executions = new Executions(nobody);
  const run = aRun();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const former = executions.start(run, terms, () => first.promise, nobody);
  const next = executions.start({ ...run, attempt: 2 }, terms, () => second.promise, nobody);
  // Both hold something of the environment: a deploy has to wait for both.
  expect(executions.of(run.project, run.environment)).toEqual([former, next]);
  first.resolve();
  await former.done;
  expect(executions.find(run.id)).toBe(next);
  expect(executions.all()).toEqual([next]);
  second.resolve();
  await next.done;
  expect([executions.find(run.id), executions.size]).toEqual([undefined, 0]);
});
