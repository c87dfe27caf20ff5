import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { claimNextRun } from '../../../src/store/runs/claim-next-run.ts';
import { countRuns } from '../../../src/store/runs/count-runs.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import {
  activeRuns,
  endedRuns,
  queuedRuns,
  unfinishedRunsInOrder,
} from '../../../src/store/runs/unfinished.ts';
import type { Store } from '../../../src/store/store.ts';
import { queryPlan } from '../query-plan.ts';
import { acceptRuns, filledStore, openStore, temporaryPath } from '../temporary-store.ts';

function claim(store: Store, cap = 3, environment = 'main') {
  return claimNextRun(store.db, 'shop', environment, cap, 'deployment-1', ({ id }) => `c-${id}`);
}

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
    expect(await claim(store, 2)).not.toBeNull();
    expect(await claim(store, 2)).not.toBeNull();
    expect(await claim(store, 2)).toBeNull();
    expect(await claim(store, 2, 'preview')).not.toBeNull();
  });

  it('holds the cap when many ask at once over two connections', async () => {
    const path = await temporaryPath();
    const stores = [await filledStore(path), await openStore(path)] as const;
    await acceptRuns(stores[0], 20);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => claim(stores[i % 2 === 0 ? 0 : 1], 7)),
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

  it('finds the next run, the active ones and the unfinished by an index that ended runs are not in', async () => {
    const { db } = await filledStore();
    const next = queuedRuns(db, 'shop', 'main').selectAll().limit(1);
    expect(await queryPlan(db, next)).toMatch(
      /^SEARCH runs USING INDEX runs_unfinished \(project=\? AND environment=\? AND state=\?\)$/,
    );
    const active = activeRuns(db, 'shop', 'main').select('id').limit(3);
    expect(await queryPlan(db, active)).toMatch(
      /^SEARCH runs USING INDEX runs_unfinished \(project=\? AND environment=\? AND state=\?\)$/,
    );
    expect(await queryPlan(db, unfinishedRunsInOrder(db).selectAll())).toContain(
      'USING INDEX runs_unfinished',
    );
    const ended = endedRuns(db, 'shop', 'main').select('id');
    expect(await queryPlan(db, ended)).toContain('USING INDEX runs_ended');
  });
});
