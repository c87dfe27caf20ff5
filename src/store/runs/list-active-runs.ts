import type { Run } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { fromRunRow } from './run-row.ts';
import { activeRunsAnywhere } from './unfinished.ts';

/** Every run that is starting or running: what a server that starts has to look after. Queued ones just wait on. */
export async function listActiveRuns(db: Database): Promise<readonly Run[]> {
  const rows = await activeRunsAnywhere(db).selectAll().execute();
  return rows.map(fromRunRow).sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}
