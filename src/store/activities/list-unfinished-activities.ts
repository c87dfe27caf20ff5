import { type SqlBool, sql } from 'kysely';
import type { Activity } from '../../activity/activity.ts';
import type { Database } from '../store.ts';
import { fromActivityRow } from './activity-row.ts';

/** Every activity that has not ended, oldest first: what a server that starts has to look after. */
export async function listUnfinishedActivities(db: Database): Promise<readonly Activity[]> {
  const rows = await db
    .selectFrom('activities')
    .selectAll()
    // In the words of the partial index `activities_unfinished`, without which SQLite would not use it.
    .where(sql<SqlBool>`state in ('pending', 'in_progress')`)
    .orderBy('sequence')
    .execute();
  return rows.map(fromActivityRow);
}
