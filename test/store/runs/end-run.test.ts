import { describe, expect, it } from 'vitest';
import { changeActivity } from '../../../src/store/activities/change-activity.ts';
import { findActivity } from '../../../src/store/activities/find-activity.ts';
import { endRun, type RunEnd } from '../../../src/store/runs/end-run.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import type { Outcome } from '../../../src/task/outcome.ts';
import { actor } from '../samples.ts';
import { acceptRuns, filledStore, openStore, temporaryPath } from '../temporary-store.ts';

const endedAt = new Date('2026-08-01T10:05:00.000Z');
const complete = { state: 'complete', result: 'success', completedAt: endedAt } as const;

function end(id: string, outcome: Outcome = { kind: 'succeeded' }): RunEnd {
  return { id, outcome, endedAt, activityChange: complete };
}

describe('ending a run', () => {
  it('ends the run and its activity together', async () => {
    const store = await filledStore();
    const [run] = await acceptRuns(store, 1);
    expect(await endRun(store, end(run?.id ?? ''))).toBe(true);
    const expected = { state: 'ended', outcome: { kind: 'succeeded' }, endedAt };
    expect(await findRun(store.db, run?.id ?? '')).toMatchObject(expected);
    expect(await findActivity(store.db, 'shop', run?.id ?? '')).toMatchObject(complete);
  });

  it('keeps the first outcome', async () => {
    const store = await filledStore();
    const [run] = await acceptRuns(store, 1);
    const first = { kind: 'cancelled', by: actor, at: endedAt.toISOString() } as const;
    expect(await endRun(store, end(run?.id ?? '', first))).toBe(true);
    expect(await endRun(store, end(run?.id ?? ''))).toBe(false);
    expect((await findRun(store.db, run?.id ?? ''))?.outcome).toEqual(first);
  });

  it('gives exactly one outcome to a run that many end at once over two connections', async () => {
    const path = await temporaryPath();
    const stores = [await filledStore(path), await openStore(path)] as const;
    const [run] = await acceptRuns(stores[0], 1);
    const attempts = Array.from({ length: 10 }, (_, exitCode) =>
      endRun(
        stores[exitCode % 2 === 0 ? 0 : 1],
        end(run?.id ?? '', { kind: 'failed', exitCode, signal: null }),
      ),
    );
    const results = await Promise.all(attempts);
    expect(results.filter((ended) => ended)).toHaveLength(1);
    const outcome = (await findRun(stores[1].db, run?.id ?? ''))?.outcome;
    expect(outcome).toEqual({ kind: 'failed', exitCode: results.indexOf(true), signal: null });
  });

  it('returns false for a run that is unknown', async () => {
    expect(await endRun(await filledStore(), end('nobody'))).toBe(false);
  });

  it('leaves the run as it was where the activity may not move so', async () => {
    const store = await filledStore();
    const [run] = await acceptRuns(store, 1);
    await changeActivity(store.db, run?.id ?? '', { state: 'cancelled' });
    await expect(endRun(store, end(run?.id ?? ''))).rejects.toThrow('cancelled cannot become complete');
    expect(await findRun(store.db, run?.id ?? '')).toMatchObject({ state: 'queued', outcome: null });
  });
});
