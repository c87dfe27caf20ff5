import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/identity/audit/audit-event.ts';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import { listAuditEvents } from '../../../src/store/audit/list-audit-events.ts';
import { changeProject } from '../../../src/store/projects/change-project.ts';
import { eraseProject, eraseRecords } from '../../../src/store/projects/erase-project.ts';
import { findProject } from '../../../src/store/projects/find-project.ts';
import { insertProject } from '../../../src/store/projects/insert-project.ts';
import { markDeletion, recordDeletionFailure } from '../../../src/store/projects/mark-deletion.ts';
import { acceptRun } from '../../../src/store/runs/accept-run.ts';
import { anActivity, aProject, aRun } from '../samples.ts';
import { filledStore, openStore, temporaryPath } from '../temporary-store.ts';
import { fillProject, rowsByTable } from './full-project.ts';

const ada = { kind: 'user', id: 'ada-id', name: 'ada' } as const;
const event: AuditEvent = {
  at: new Date('2026-08-02T10:00:00.000Z'),
  actor: ada,
  address: null,
  userAgent: null,
  operation: 'project:delete',
  target: { project: 'doomed' },
  result: 'done',
  status: null,
  reason: null,
  count: 1,
};

const counts = (rows: Readonly<Record<string, number>>, how: (count: number) => boolean) =>
  Object.keys(rows).filter((table) => how(rows[table] ?? 0));

describe('erasing a project', () => {
  it('takes every row of it in every table, and none of another', async () => {
    const store = await openStore(await temporaryPath());
    for (const id of ['doomed', 'kept']) await fillProject(store, id, 3);
    const kept = await rowsByTable(store.db, 'kept');
    const before = await rowsByTable(store.db, 'doomed');
    // A table that is new has to be filled here, and erased there.
    expect(counts(before, (count) => count === 0)).toEqual([]);
    expect(Object.keys(before).length).toBeGreaterThan(14);
    await eraseProject(store.db, 'doomed', event);
    expect(counts(await rowsByTable(store.db, 'doomed'), (count) => count > 0)).toEqual([]);
    expect(await rowsByTable(store.db, 'kept')).toEqual(kept);
    expect(await listAuditEvents(store.db, { project: 'doomed', limit: 10 })).toMatchObject([event]);
    expect(await findProject(store.db, 'doomed')).toBeNull();
  });

  it('takes a long history before, and leaves all else', async () => {
    const store = await openStore(await temporaryPath());
    await fillProject(store, 'doomed', 1203);
    await eraseRecords(store.db, 'doomed');
    expect(await rowsByTable(store.db, 'doomed')).toMatchObject({
      ...{ activities: 0, runs: 0, deliveries: 0, deployments: 0 },
      ...{ projects: 1, environments: 2, domains: 1, backups: 1 },
    });
    await eraseProject(store.db, 'doomed', event);
    await fillProject(await openStore(await temporaryPath()), 'doomed');
  });
});

describe('a project that is being deleted', () => {
  it('remembers who asked first, and what it failed at last', async () => {
    const { db } = await filledStore();
    const first = new Date(1e12);
    await markDeletion(db, 'shop', ada, first);
    await recordDeletionFailure(db, 'shop', 'removing its disks failed: no');
    const deletion = { by: ada, askedAt: first, failure: 'removing its disks failed: no' };
    expect(await findProject(db, 'shop')).toEqual(aProject({ deletion }));
    await markDeletion(db, 'shop', { kind: 'user', id: 'eve', name: 'eve' }, new Date());
    expect(await findProject(db, 'shop')).toEqual(aProject({ deletion: { ...deletion, failure: null } }));
    await expect(markDeletion(db, 'nothing', ada, first)).rejects.toMatchObject({
      code: 'project_not_found',
    });
  });

  it('takes no activity, no run and no change any more, nor does one that is gone', async () => {
    const store = await filledStore();
    const { db } = store;
    await insertProject(db, aProject({ id: 'other' }));
    const trigger = async (project: string) => {
      const run = aRun({ project });
      const activity = anActivity({ id: run.id, project });
      return acceptRun(store, { run, activity });
    };
    expect(await trigger('shop')).toEqual({ kind: 'accepted' });
    await markDeletion(db, 'shop', ada, new Date());
    for (const attempt of [
      () => trigger('shop'),
      () => insertActivity(db, anActivity()),
      () => changeProject(db, 'shop', { title: 'Late' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'project_deleting' });
    expect(await rowsByTable(db, 'shop')).toMatchObject({ activities: 1, runs: 1 });
    await eraseProject(db, 'shop', event);
    for (const attempt of [() => trigger('shop'), () => insertActivity(db, anActivity())])
      await expect(attempt()).rejects.toMatchObject({ code: 'project_not_found' });
    expect(await trigger('other')).toEqual({ kind: 'accepted' });
  });

  it('refuses a trigger alone that shares its transaction with others', async () => {
    const store = await filledStore();
    await insertProject(store.db, aProject({ id: 'other' }));
    await markDeletion(store.db, 'shop', ada, new Date());
    const attempts = ['other', 'shop', 'other'].map((project) => {
      const run = aRun({ project });
      return acceptRun(store, { run, activity: anActivity({ id: run.id, project }) });
    });
    const ends = (await Promise.allSettled(attempts)).map(({ status }) => status);
    expect(ends).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
