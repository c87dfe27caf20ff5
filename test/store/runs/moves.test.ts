import { describe, expect, it } from 'vitest';
import { countRuns } from '../../../src/store/runs/count-runs.ts';
import { endRun } from '../../../src/store/runs/end-run.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { listActiveRuns } from '../../../src/store/runs/list-active-runs.ts';
import { markRunning } from '../../../src/store/runs/mark-running.ts';
import { queuePosition } from '../../../src/store/runs/queue-position.ts';
import { returnToQueue } from '../../../src/store/runs/return-to-queue.ts';
import type { Store } from '../../../src/store/store.ts';
import { acceptRuns, claim, filledStore } from '../temporary-store.ts';

const at = new Date('2026-08-01T10:01:00.000Z');

async function claimed(store: Store): Promise<string> {
  return (await claim(store, { runsAtOnce: 9 }))?.id ?? 'none';
}

function end(store: Store, id: string): Promise<boolean> {
  const activityChange = { state: 'complete' } as const;
  return endRun(store, { id, outcome: { kind: 'succeeded' }, endedAt: at, activityChange });
}

describe('the moves of a stored run', () => {
  it('go from the queue over starting to running', async () => {
    const store = await filledStore();
    await acceptRuns(store, 1);
    const id = await claimed(store);
    await markRunning(store.db, id, at);
    expect(await findRun(store.db, id)).toMatchObject({
      state: 'running',
      startedAt: at,
      containerId: `c-${id}`,
    });
  });

  it('may lead from starting back to the old place in the queue', async () => {
    const store = await filledStore();
    const [first, second] = await acceptRuns(store, 2);
    expect(await claimed(store)).toBe(first?.id);
    await returnToQueue(store.db, first?.id ?? '');
    expect(await findRun(store.db, first?.id ?? '')).toEqual(first);
    expect(await queuePosition(store.db, first?.id ?? '')).toEqual({ position: 1, beyond: false });
    expect(await queuePosition(store.db, second?.id ?? '')).toEqual({ position: 2, beyond: false });
    expect(await claimed(store)).toBe(first?.id);
  });

  it('throw where they are not legal, and change nothing', async () => {
    const store = await filledStore();
    const [run] = await acceptRuns(store, 1);
    const id = run?.id ?? '';
    await expect(markRunning(store.db, id, at)).rejects.toThrow('queued cannot become running');
    await expect(returnToQueue(store.db, id)).rejects.toThrow('queued cannot become queued');
    await markRunning(store.db, await claimed(store), at);
    await expect(returnToQueue(store.db, id)).rejects.toThrow('running cannot become queued here');
    await end(store, id);
    await expect(markRunning(store.db, id, at)).rejects.toThrow('ended cannot become running');
    await expect(markRunning(store.db, 'nobody', at)).rejects.toThrow('there is no run nobody');
    expect(await findRun(store.db, id)).toMatchObject({ state: 'ended' });
  });
});

describe('what is under way', () => {
  it('is counted by state for one environment', async () => {
    const store = await filledStore();
    await acceptRuns(store, 5);
    await acceptRuns(store, 1, { environment: 'preview' });
    await markRunning(store.db, await claimed(store), at);
    await end(store, await claimed(store));
    await claimed(store);
    expect(await countRuns(store.db, 'shop', 'main')).toEqual({
      queued: 2,
      starting: 1,
      running: 1,
      ended: 1,
    });
    expect(await countRuns(store.db, 'shop', 'nowhere')).toEqual({
      queued: 0,
      starting: 0,
      running: 0,
      ended: 0,
    });
  });

  it('is listed without what waits or ended', async () => {
    const store = await filledStore();
    const [first, second] = await acceptRuns(store, 3);
    const [other] = await acceptRuns(store, 1, { environment: 'preview' });
    await end(store, await claimed(store));
    expect(await findRun(store.db, first?.id ?? '')).toMatchObject({ state: 'ended' });
    await claimed(store);
    await claim(store, {}, 'preview');
    const active = (await listActiveRuns(store.db)).map(({ id }) => id);
    expect(active.toSorted()).toEqual([second?.id, other?.id].toSorted());
  });

  it('has no queue position', async () => {
    const store = await filledStore();
    await acceptRuns(store, 1);
    expect(await queuePosition(store.db, await claimed(store))).toBeNull();
    expect(await queuePosition(store.db, 'nobody')).toBeNull();
  });
});
