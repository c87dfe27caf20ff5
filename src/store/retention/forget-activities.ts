import { sql } from 'kysely';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/**
 * Removes activities that are over with their runs, and what was told of them; counts it in the project's record. One that is under
 * way stays, whoever asks.
 */
export function forgetActivities(
  db: Database,
  project: string,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  return inTransaction(db, async (transaction) => {
    const rows = await transaction
      .selectFrom('activities')
      .select('id')
      .where('project', '=', project)
      .where('id', 'in', ids)
      .where('state', 'in', ['complete', 'cancelled'])
      .execute();
    const over = rows.map(({ id }) => id);
    if (over.length === 0) return 0;
    await transaction
      .deleteFrom('deliveries')
      .where('activity', 'in', over)
      .where('due_at_ms', 'is', null)
      .execute();
    await transaction.deleteFrom('runs').where('id', 'in', over).execute();
    await transaction.deleteFrom('activities').where('id', 'in', over).execute();
    await transaction
      .insertInto('retention')
      .values({ project, choice: '{}', removed_activities: over.length, removed_at_ms: now.getTime() })
      .onConflict((conflict) =>
        conflict.column('project').doUpdateSet({
          removed_activities: sql`retention.removed_activities + ${over.length}`,
          removed_at_ms: now.getTime(),
        }),
      )
      .execute();
    return over.length;
  });
}
