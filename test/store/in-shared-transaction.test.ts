import { describe, expect, it } from 'vitest';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { inSharedTransaction } from '../../src/store/in-shared-transaction.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import type { Database } from '../../src/store/store.ts';
import { anActivity, aRun } from './samples.ts';
import { filledStore } from './temporary-store.ts';

describe('work that shares a transaction', () => {
  it('is all done, each with its own result', async () => {
    const { db } = await filledStore();
    const activities = Array.from({ length: 100 }, () => anActivity());
    const results = await Promise.all(
      activities.map((activity, index) =>
        inSharedTransaction(db, async (transaction) => {
          await insertActivity(transaction, activity);
          return index;
        }),
      ),
    );
    expect(results).toEqual(activities.map((_, index) => index));
    for (const { id } of activities) expect((await findActivity(db, 'shop', id))?.id).toBe(id);
  });

  it('takes fewer transactions than there are parts', async () => {
    const { db } = await filledStore();
    const used = new Set<Database>();
    await Promise.all(
      Array.from({ length: 50 }, () =>
        inSharedTransaction(db, async (transaction) => void used.add(transaction)),
      ),
    );
    expect(used.size).toBeLessThan(10);
  });

  it('is undone alone where one part fails, whatever it had written', async () => {
    const store = await filledStore();
    const runs = Array.from({ length: 8 }, () => aRun());
    const refuse = () => Promise.reject(new Error('refused'));
    const endings = await Promise.allSettled(
      runs.map((run, index) =>
        acceptRun(store, {
          run,
          activity: anActivity({ id: run.id }),
          idempotencyKey: {
            ...{ project: run.project, environment: run.environment, task: run.task },
            ...{ key: `key ${index}`, fingerprint: 'one' },
          },
          check: index % 2 === 0 ? refuse : null,
        }),
      ),
    );
    expect(endings.map(({ status }) => status)).toEqual(
      runs.map((_, index) => (index % 2 === 0 ? 'rejected' : 'fulfilled')),
    );
    for (const [index, run] of runs.entries()) {
      expect(await findRun(store.db, run.id)).toEqual(index % 2 === 0 ? null : run);
      // Its key went with it: the same key begins anew.
      if (index % 2 === 0) expect(await acceptAgain(index)).toEqual({ kind: 'accepted' });
    }

    function acceptAgain(index: number) {
      const run = aRun();
      const key = { project: run.project, environment: run.environment, task: run.task };
      const idempotencyKey = { ...key, key: `key ${index}`, fingerprint: 'one' };
      return acceptRun(store, { run, activity: anActivity({ id: run.id }), idempotencyKey });
    }
  });

  it('is undone alone where the database refuses a part', async () => {
    const store = await filledStore();
    const taken = aRun();
    await acceptRun(store, { run: taken, activity: anActivity({ id: taken.id }) });
    const runs = [aRun(), taken, aRun(), taken, aRun()];
    const endings = await Promise.allSettled(
      runs.map((run) => acceptRun(store, { run, activity: anActivity({ id: run.id }) })),
    );
    expect(endings.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    for (const run of runs) expect(await findRun(store.db, run.id)).toEqual(run);
  });

  it('sees in its check what was accepted before it in the same transaction', async () => {
    const store = await filledStore();
    const seen: number[] = [];
    const runs = Array.from({ length: 6 }, () => aRun());
    await Promise.all(
      runs.map((run, index) =>
        acceptRun(store, {
          run,
          activity: anActivity({ id: run.id }),
          check: index % 2 === 0 ? null : async (transaction) => void seen.push(await countRuns(transaction)),
        }),
      ),
    );
    expect(seen).toEqual([1, 3, 5]);
  });

  it('keeps runs in the order in which they came', async () => {
    const store = await filledStore();
    const runs = Array.from({ length: 70 }, () => aRun());
    await Promise.all(runs.map((run) => acceptRun(store, { run, activity: anActivity({ id: run.id }) })));
    const stored = await store.db.selectFrom('runs').select('id').orderBy('sequence').execute();
    expect(stored.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
  });

  it('stores whatever text there is, and every kind of value, as it is', async () => {
    const store = await filledStore();
    const env = { QUOTES: `"'\\ \n\t`, UNICODE: 'żółć 🦊 \u2028', EMPTY: '', NOTHING: 'null', NUMBER: '1e3' };
    const run = aRun({
      variables: { env, other: { a: { b: 'true' } } },
      priority: -3,
      dueAt: new Date(1_800_000_000_123),
      expiresAt: new Date(8_640_000_000_000_000),
    });
    const activity = anActivity({
      id: run.id,
      text: `text with "quotes" and '${env.UNICODE}'`,
      payload: { env },
    });
    const other = aRun();
    await Promise.all([
      acceptRun(store, { run, activity }),
      acceptRun(store, { run: other, activity: anActivity({ id: other.id }) }),
    ]);
    expect(await findRun(store.db, run.id)).toEqual(run);
    expect(await findActivity(store.db, 'shop', run.id)).toEqual(activity);
  });

  it('is part of the transaction it is called in', async () => {
    const { db } = await filledStore();
    const activity = anActivity();
    const aborted = db.transaction().execute(async (transaction) => {
      await inSharedTransaction(transaction, (same) => insertActivity(same, activity));
      throw new Error('changed my mind');
    });
    await expect(aborted).rejects.toThrow('changed my mind');
    expect(await findActivity(db, 'shop', activity.id)).toBeNull();
  });
});

async function countRuns(db: Database): Promise<number> {
  return (await db.selectFrom('runs').select('id').execute()).length;
}
