import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { countRuns } from '../../../src/store/runs/count-runs.ts';
import { endRun } from '../../../src/store/runs/end-run.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { nextQueueMoment, releaseDueRuns } from '../../../src/store/runs/queue-moments.ts';
import { activeRuns, endedRuns, waitingRunsOf } from '../../../src/store/runs/unfinished.ts';
import { queryPlan } from '../query-plan.ts';
import { acceptRuns, claim, filledStore, onSqlite, openStore, temporaryPath } from '../temporary-store.ts';

describe('claiming the next run', () => {
  it('takes the oldest and writes down its container and deployment', async () => {
    const store = await filledStore();
    const [oldest] = await acceptRuns(store, 2);
    const run = await claim(store);
    const expected = {
      ...oldest,
      state: 'starting',
      containerId: `c-${oldest?.id}`,
      deployment: 'deployment-1',
      claimedAt: expect.any(Date),
    };
    expect(run).toEqual(expected);
    expect(await findRun(store.db, oldest?.id ?? '')).toEqual(expected);
  });

  it('returns null where nothing is queued', async () => {
    expect(await claim(await filledStore())).toBeNull();
  });

  it('stops at the cap, environment by environment', async () => {
    const store = await filledStore();
    await acceptRuns(store, 3);
    await acceptRuns(store, 1, { environment: 'preview' });
    expect(await claim(store, { runsAtOnce: 2 })).not.toBeNull();
    expect(await claim(store, { runsAtOnce: 2 })).not.toBeNull();
    expect(await claim(store, { runsAtOnce: 2 })).toBeNull();
    expect(await claim(store, { runsAtOnce: 2 }, 'preview')).not.toBeNull();
  });

  it('holds the cap when many ask at once over two connections', async () => {
    const path = await temporaryPath();
    const stores = [await filledStore(path), await openStore(path)] as const;
    await acceptRuns(stores[0], 20);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => claim(stores[i % 2 === 0 ? 0 : 1], { runsAtOnce: 7 })),
    );
    const ids = claims.filter((run) => run !== null).map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
    expect(ids).toHaveLength(7);
    expect(await countRuns(stores[0].db, 'shop', 'main')).toMatchObject({ queued: 13, starting: 7 });
  });

  it('P1: hands no run out twice when two processes race', async () => {
    const path = await temporaryPath();
    const store = await filledStore(path);
    const runs = await acceptRuns(store, 120);
    const fixture = new URL('../fixtures/claim-runs.ts', import.meta.url).pathname;
    const outputs = await Promise.all(
      [1, 2].map(() => promisify(execFile)(process.execPath, [fixture, path])),
    );
    const results = outputs.map(
      ({ stdout }) => JSON.parse(stdout) as { claimed: string[]; mostActive: number },
    );
    const claimed = results.flatMap((result) => result.claimed);
    expect(claimed.toSorted()).toEqual(runs.map(({ id }) => id).toSorted());
    expect(Math.max(...results.map(({ mostActive }) => mostActive))).toBeLessThanOrEqual(3);
  });

  it('begins the greatest priority first, and of equals the oldest', async () => {
    const store = await filledStore();
    const [low] = await acceptRuns(store, 1, { priority: -1 });
    const [first, second] = await acceptRuns(store, 2);
    const [high] = await acceptRuns(store, 1, { priority: 5, task: 'urgent' });
    const order = [];
    for (let index = 0; index < 4; index++) order.push((await claim(store, { runsAtOnce: 4 }))?.id);
    expect(order).toEqual([high?.id, first?.id, second?.id, low?.id]);
  });

  it('passes over tasks that have no free place, and comes back to them', async () => {
    const store = await filledStore();
    const [one, two] = await acceptRuns(store, 2, { task: 'alone' });
    const [other] = await acceptRuns(store, 1, { task: 'many' });
    const limits = { tasks: { alone: 1 } };
    expect((await claim(store, limits))?.id).toBe(one?.id);
    expect((await claim(store, limits))?.id).toBe(other?.id);
    expect(await claim(store, limits)).toBeNull();
    const activityChange = { state: 'complete' } as const;
    const outcome = { kind: 'succeeded' } as const;
    await endRun(store, { id: one?.id ?? '', outcome, endedAt: new Date(), activityChange });
    expect((await claim(store, limits))?.id).toBe(two?.id);
  });

  it('leaves alone what is not due yet', async () => {
    const store = await filledStore();
    const dueAt = new Date('2026-08-01T11:00:00Z');
    const [later] = await acceptRuns(store, 1, { dueAt });
    expect(await claim(store)).toBeNull();
    expect(await nextQueueMoment(store.db)).toEqual(dueAt);
    expect(await releaseDueRuns(store.db, new Date(dueAt.getTime() - 1))).toEqual([]);
    expect(await releaseDueRuns(store.db, dueAt)).toEqual([{ project: 'shop', environment: 'main' }]);
    expect((await claim(store))?.id).toBe(later?.id);
    expect(await nextQueueMoment(store.db)).toBeNull();
  });

  it.runIf(onSqlite())(
    'finds the next run and the active ones by indexes that no other run is in',
    async () => {
      const { db } = await filledStore();
      const next = waitingRunsOf(db, 'shop', 'main', 'report').selectAll().limit(1);
      expect(await queryPlan(db, next)).toMatch(
        /^SEARCH runs USING INDEX runs_queue \(project=\? AND environment=\? AND task=\?\)$/,
      );
      const active = activeRuns(db, 'shop', 'main').select('task').limit(3);
      expect(await queryPlan(db, active)).toMatch(
        /^SEARCH runs USING INDEX runs_active \(project=\? AND environment=\?\)$/,
      );
      const ended = endedRuns(db, 'shop', 'main').select('id').orderBy('sequence', 'desc');
      expect(await queryPlan(db, ended)).toMatch(
        /^SEARCH runs USING INDEX runs_ended \(project=\? AND environment=\?\)$/,
      );
    },
  );
});
