import { type SqlBool, sql } from 'kysely';
import type { Database } from '../store.ts';

/** When the oldest change of an environment that is under way, such as a push, was asked for; null where none is. */
export async function oldestChange(db: Database): Promise<Date | null> {
  const row = await db
    .selectFrom('activities')
    .select('created_at_ms')
    // In the words of the partial index `activities_unfinished`, without which SQLite would not use it.
    .where(sql<SqlBool>`state in ('pending', 'in_progress')`)
    .where('type', '!=', 'environment.task')
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : new Date(Number(row.created_at_ms));
}
