import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { insertProject } from '../../../src/store/projects/insert-project.ts';
import { listProjects } from '../../../src/store/projects/list-projects.ts';
import { aProject } from '../samples.ts';
import { filledStore, openStore, temporaryPath } from '../temporary-store.ts';

describe('the SQLite store', () => {
  it('is made for its owner alone, its folder too', async () => {
    const path = join(dirname(await temporaryPath()), 'state', 'errand.db');
    const store = await openStore(path);
    await insertProject(store.db, aProject());
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('writes ahead, syncs every commit, waits for others and checks foreign keys', async () => {
    const { db } = await openStore(await temporaryPath());
    const pragma = async (name: string) =>
      Object.values((await sql.raw(`pragma ${name}`).execute(db)).rows[0] ?? {});
    expect(await pragma('journal_mode')).toEqual(['wal']);
    expect(await pragma('synchronous')).toEqual([2]);
    expect(await pragma('busy_timeout')).toEqual([5]);
    expect(await pragma('foreign_keys')).toEqual([1]);
  });

  it('keeps transactions apart on its one connection', async () => {
    const { db } = await openStore(await temporaryPath());
    const add = (id: string, fails: boolean) =>
      db.transaction().execute(async (transaction) => {
        await insertProject(transaction, aProject({ id }));
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (fails) throw new Error('rolled back');
      });
    const ids = Array.from({ length: 20 }, (_, i) => `p${String(i).padStart(2, '0')}`);
    await Promise.allSettled(ids.map((id, i) => add(id, i % 2 === 1)));
    const stored = (await listProjects(db)).map(({ id }) => id);
    expect(stored).toEqual(ids.filter((_, i) => i % 2 === 0));
  });

  it('waits for a transaction on another connection of the same process', async () => {
    const path = await temporaryPath();
    const [first, second] = [await openStore(path), await openStore(path)];
    const slow = first.db.transaction().execute(async (transaction) => {
      await insertProject(transaction, aProject({ id: 'slow' }));
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await insertProject(second.db, aProject({ id: 'quick' }));
    await slow;
    expect((await listProjects(second.db)).map(({ id }) => id)).toEqual(['quick', 'slow']);
  });

  it('waits as long where the clock jumps meanwhile (P9)', async () => {
    const path = await temporaryPath();
    const [first, second] = [await openStore(path), await openStore(path)];
    const held = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const slow = first.db.transaction().execute(async (transaction) => {
      await insertProject(transaction, aProject({ id: 'slow' }));
      began.resolve();
      await held.promise;
    });
    await began.promise;
    const waiting = insertProject(second.db, aProject({ id: 'quick' }));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const hours of [1, 2, -3]) {
      vi.setSystemTime(Date.now() + hours * 3_600_000);
      // Long enough to be refused once more, for being busy, with the clock as it is now.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    held.resolve();
    await Promise.all([slow, waiting]);
    expect((await listProjects(second.db)).map(({ id }) => id)).toEqual(['quick', 'slow']);
  });

  it('goes on after a transaction failed at a constraint', async () => {
    const store = await filledStore();
    const failed = store.db
      .transaction()
      .execute((db) => sql`insert into runs (id) values ('x')`.execute(db));
    await expect(failed).rejects.toThrow(/constraint/i);
    expect(await listProjects(store.db)).toHaveLength(1);
  });

  it('streams rows while the same statement runs elsewhere', async () => {
    const { db } = await openStore(await temporaryPath());
    for (const id of ['a', 'b', 'c']) await insertProject(db, aProject({ id }));
    const seen: string[] = [];
    for await (const { id } of db.selectFrom('projects').select('id').orderBy('id').stream()) seen.push(id);
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
