import type { Run } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { fromRunRow } from './run-row.ts';
import { unfinishedRunsInOrder } from './unfinished.ts';

/** Every run that has not ended, oldest first: what a server that starts has to look after. */
export async function listUnfinishedRuns(db: Database): Promise<readonly Run[]> {
  const rows = await unfinishedRunsInOrder(db).selectAll().execute();
  return rows.map(fromRunRow);
}
