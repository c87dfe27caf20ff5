import { describe, expect, it } from 'vitest';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { markRunning } from '../../../src/store/runs/mark-running.ts';
import { nextQueueMoment, recountWaits, releaseDueRuns } from '../../../src/store/runs/queue-moments.ts';
import { retryRun } from '../../../src/store/runs/retry-run.ts';
import { defaultRunOptions, noRetries } from '../../../src/task/run-options.ts';
import { acceptRuns, claim, filledStore } from '../temporary-store.ts';

const at = (time: string) => new Date(`2026-08-01T${time}Z`);
const createdAt = at('11:00:00');
const wait = { createdAt, dueAt: at('11:10:00'), expiresAt: at('11:30:00') };

describe('the waits of queued runs', () => {
  it('are as long as they were to be, where the clock has gone back since', async () => {
    const store = await filledStore();
    const [later] = await acceptRuns(store, 1, wait);
    await recountWaits(store.db, at('10:00:30'));
    expect(await findRun(store.db, later?.id ?? '')).toMatchObject({
      dueAt: at('10:10:30'),
      expiresAt: at('10:30:30'),
    });
    // And once more, by less than they have waited: the clock is not before what they are counted from.
    await recountWaits(store.db, at('10:05:00'));
    expect(await nextQueueMoment(store.db)).toEqual(at('10:10:30'));
  });

  it('are left alone where the clock has gone on', async () => {
    const store = await filledStore();
    await acceptRuns(store, 1, wait);
    for (const now of [createdAt, at('11:05:00'), at('12:00:00')]) {
      await recountWaits(store.db, now);
      expect(await nextQueueMoment(store.db)).toEqual(wait.dueAt);
    }
  });

  it('begin with the end of the attempt before', async () => {
    const store = await filledStore();
    const options = { ...defaultRunOptions, retries: { ...noRetries, max: 1 } };
    const [run] = await acceptRuns(store, 1, { createdAt: at('10:00:00'), options });
    const id = run?.id ?? '';
    await claim(store);
    await markRunning(store.db, id, at('10:00:01'));
    const attempt = { attempt: 1, started_at: null, ended_at: at('11:00:02').toISOString(), outcome: {} };
    await retryRun(store, { id, attempt, dueAt: at('11:00:03') });
    await recountWaits(store.db, at('10:00:10'));
    expect(await releaseDueRuns(store.db, at('10:00:10'))).toEqual([]);
    expect(await releaseDueRuns(store.db, at('10:00:11'))).toHaveLength(1);
  });

  it('are none of a run that waits for its place alone', async () => {
    const store = await filledStore();
    const [run] = await acceptRuns(store, 1, { createdAt });
    await recountWaits(store.db, at('10:00:00'));
    expect(await findRun(store.db, run?.id ?? '')).toEqual(run);
  });
});
