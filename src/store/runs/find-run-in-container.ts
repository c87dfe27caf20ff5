import type { Database } from '../store.ts';
import { activeRuns } from './unfinished.ts';

/** Id of the run whose container this is, while it has one; null for the container of anything else. */
export async function findRunInContainer(
  db: Database,
  project: string,
  environment: string,
  containerId: string,
): Promise<string | null> {
  const row = await activeRuns(db, project, environment)
    .select('id')
    .where('container_id', '=', containerId)
    .executeTakeFirst();
  return row?.id ?? null;
}
