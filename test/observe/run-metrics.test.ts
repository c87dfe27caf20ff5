import { expect, test } from 'vitest';
import { openRunMetrics } from '../../src/observe/run-metrics.ts';

test('nothing is told any more of a project that is gone, and all of another', async () => {
  const metrics = openRunMetrics(async () => []);
  const ended = { environment: 'main', task: 'report', timings: { wait: 1, start: 1, execute: 1 } };
  for (const project of ['doomed', 'kept']) {
    metrics.ended({ ...ended, project, outcome: 'succeeded' });
    metrics.ended({ ...ended, project, outcome: 'failed' });
    metrics.retried({ ...ended, project, outcome: 'lost' });
  }
  const lines = async (project: string) =>
    (await metrics.text()).split('\n').filter((line) => line.includes(`project="${project}"`));
  const kept = await lines('kept');
  expect(kept.length).toBeGreaterThan(30);
  await metrics.forget('doomed');
  expect(await lines('doomed')).toEqual([]);
  expect(await lines('kept')).toEqual(kept);
  metrics.ended({ ...ended, project: 'doomed', outcome: 'succeeded' });
  expect(await lines('doomed')).toContainEqual(
    'errand_runs_total{project="doomed",environment="main",task="report",outcome="succeeded"} 1',
  );
});
