import type { Activity, ActivityState, ActivityType } from '../../activity/activity.ts';
import type { Database } from '../store.ts';
import { fromActivityRow } from './activity-row.ts';

/** An absent filter and an empty list let everything through. */
export interface ActivityFilter {
  readonly project: string;
  readonly environment?: string | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly types?: readonly ActivityType[] | undefined;
  readonly states?: readonly ActivityState[] | undefined;
  readonly results?: readonly NonNullable<Activity['result']>[] | undefined;
  /** Made then or before: the last `createdAt` of a page asks for the next one, which repeats that activity. */
  readonly createdBefore?: Date | undefined;
  readonly limit: number;
}

/** Newest first; of two made in the same millisecond the later one comes first. */
export async function listActivities(db: Database, filter: ActivityFilter): Promise<readonly Activity[]> {
  const rows = await selectActivities(db, filter).execute();
  return rows.map(fromActivityRow);
}

/** The query by itself, so that a test can ask which index it uses. */
export function selectActivities(db: Database, filter: ActivityFilter) {
  const { environment, environments = [], types = [], states = [], results = [], createdBefore } = filter;
  let query = db.selectFrom('activities').selectAll().where('project', '=', filter.project);
  if (environment !== undefined) query = query.where('environment', '=', environment);
  if (environments.length > 0) query = query.where('environment', 'in', environments);
  if (types.length > 0) query = query.where('type', 'in', types);
  if (states.length > 0) query = query.where('state', 'in', states);
  if (results.length > 0) query = query.where('result', 'in', results);
  if (createdBefore !== undefined) query = query.where('created_at_ms', '<=', createdBefore.getTime());
  return query.orderBy('created_at_ms', 'desc').orderBy('sequence', 'desc').limit(filter.limit);
}
