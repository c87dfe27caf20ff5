import type { Activity } from '../../activity/activity.ts';
import type { Database } from '../store.ts';
import { toActivityRow } from './activity-row.ts';

export async function insertActivity(db: Database, activity: Activity): Promise<void> {
  await db.insertInto('activities').values(toActivityRow(activity)).execute();
}
