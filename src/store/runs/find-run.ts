import type { Run } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { fromRunRow } from './run-row.ts';

export async function findRun(db: Database, id: string): Promise<Run | null> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromRunRow(row);
}
