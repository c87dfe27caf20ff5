import type { Database } from '../store.ts';
import { postponedRuns, waitingRuns } from './unfinished.ts';

const mostAtOnce = 500;

/** Of the environment's queued runs, those that wait for a slot first, then those that are not due yet; not more than 500. */
export async function queuedRunIds(
  db: Database,
  project: string,
  environment: string,
): Promise<readonly string[]> {
  const waiting = await waitingRuns(db, project, environment).select('id').limit(mostAtOnce).execute();
  if (waiting.length > 0) return waiting.map(({ id }) => id);
  const postponed = await postponedRuns(db)
    .where('project', '=', project)
    .where('environment', '=', environment)
    .select('id')
    .limit(mostAtOnce)
    .execute();
  return postponed.map(({ id }) => id);
}
