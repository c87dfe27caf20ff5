import type { Activity } from '../../activity/activity.ts';
import type { Database } from '../store.ts';
import { fromActivityRow } from './activity-row.ts';

/** The activity, if it is of that project. */
export async function findActivity(db: Database, project: string, id: string): Promise<Activity | null> {
  const row = await db
    .selectFrom('activities')
    .selectAll()
    .where('id', '=', id)
    .where('project', '=', project)
    .executeTakeFirst();
  return row === undefined ? null : fromActivityRow(row);
}
