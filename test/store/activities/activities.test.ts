import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/activity/activity.ts';
import { changeActivity } from '../../../src/store/activities/change-activity.ts';
import { findActivity } from '../../../src/store/activities/find-activity.ts';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import {
  type ActivityFilter,
  listActivities,
  selectActivities,
} from '../../../src/store/activities/list-activities.ts';
import { listUnfinishedActivities } from '../../../src/store/activities/list-unfinished-activities.ts';
import type { Store } from '../../../src/store/store.ts';
import { queryPlan } from '../query-plan.ts';
import { anActivity } from '../samples.ts';
import { filledStore, onSqlite } from '../temporary-store.ts';

async function withActivities(...changes: Partial<Activity>[]): Promise<Store> {
  const store = await filledStore();
  for (const change of changes) await insertActivity(store.db, anActivity(change));
  return store;
}

async function idsOf(store: Store, filter: Partial<ActivityFilter> = {}): Promise<string[]> {
  const activities = await listActivities(store.db, { project: 'shop', limit: 25, ...filter });
  return activities.map(({ id }) => id);
}

describe('a stored activity', () => {
  it('is found in its project only', async () => {
    const store = await withActivities({ id: 'a' });
    expect(await findActivity(store.db, 'shop', 'a')).toMatchObject({ id: 'a' });
    expect(await findActivity(store.db, 'other', 'a')).toBeNull();
  });

  it('changes in what is named, and when', async () => {
    const store = await withActivities({ id: 'a' });
    const before = Date.now();
    const startedAt = new Date('2026-08-01T10:00:01.000Z');
    const changed = await changeActivity(store.db, 'a', {
      state: 'in_progress',
      startedAt,
      timings: { wait: 1.5 },
    });
    expect(changed).toMatchObject({
      state: 'in_progress',
      startedAt,
      timings: { wait: 1.5 },
      text: 'Run of the task report',
    });
    expect(changed.updatedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(await findActivity(store.db, 'shop', 'a')).toEqual(changed);
  });

  it('makes no illegal move', async () => {
    const store = await withActivities({ id: 'a' });
    await changeActivity(store.db, 'a', { state: 'complete', result: 'success' });
    const change = changeActivity(store.db, 'a', { state: 'cancelled', text: 'no' });
    await expect(change).rejects.toThrow('complete cannot become cancelled');
    expect(await findActivity(store.db, 'shop', 'a')).toMatchObject({
      state: 'complete',
      text: 'Run of the task report',
    });
  });

  it('must exist to be changed', async () => {
    const store = await filledStore();
    await expect(changeActivity(store.db, 'a', {})).rejects.toMatchObject({ code: 'activity_not_found' });
  });
});

describe('the list of activities', () => {
  it('is newest first, of one moment the last made first', async () => {
    const later = new Date('2026-08-01T11:00:00.000Z');
    const store = await withActivities(
      { id: 'late', createdAt: later },
      { id: 'b' },
      { id: 'c' },
      { id: 'a' },
    );
    expect(await idsOf(store)).toEqual(['late', 'a', 'c', 'b']);
    expect(await idsOf(store, { limit: 2 })).toEqual(['late', 'a']);
  });

  it('goes on from a moment, that moment included', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 7, 1, 10, 0, second));
    const store = await withActivities(...[1, 2, 3].map((n) => ({ id: `a${n}`, createdAt: at(n) })));
    expect(await idsOf(store, { createdBefore: at(2) })).toEqual(['a2', 'a1']);
  });

  it('is filtered by environment, type, state and result', async () => {
    const store = await withActivities(
      { id: 'push', type: 'environment.push', state: 'complete', result: 'success' },
      { id: 'failed', state: 'complete', result: 'failure' },
      { id: 'waits' },
      { id: 'elsewhere', environment: 'preview' },
    );
    expect(await idsOf(store, { environment: 'preview' })).toEqual(['elsewhere']);
    expect(await idsOf(store, { types: ['environment.push'] })).toEqual(['push']);
    expect(await idsOf(store, { states: ['pending', 'in_progress'] })).toEqual(['elsewhere', 'waits']);
    expect(await idsOf(store, { results: ['failure'] })).toEqual(['failed']);
    expect(await idsOf(store, { types: [], states: [] })).toHaveLength(4);
    expect((await listUnfinishedActivities(store.db)).map(({ id }) => id)).toEqual(['waits', 'elsewhere']);
  });

  it.runIf(onSqlite())('is read in order from an index, with nothing to sort', async () => {
    const { db } = await filledStore();
    const filters: Partial<ActivityFilter>[] = [
      {},
      { environment: 'main' },
      { environment: 'main', states: ['complete'], createdBefore: new Date() },
    ];
    const plans = await Promise.all(
      filters.map((filter) => queryPlan(db, selectActivities(db, { project: 'shop', limit: 25, ...filter }))),
    );
    const scopes = ['project', 'project_environment', 'project_environment_state'];
    for (const [i, plan] of plans.entries()) {
      expect(plan).toContain(`USING INDEX activities_by_${scopes[i]} `);
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });
});
