import type { Variable } from '../../variable/variable.ts';
import type { Database } from '../store.ts';
import { fromVariableRow } from './variable-row.ts';

/** Every variable of the project and of all its environments, by name. */
export async function listVariables(db: Database, project: string): Promise<readonly Variable[]> {
  const rows = await db
    .selectFrom('variables')
    .selectAll()
    .where('project', '=', project)
    .orderBy('name')
    .execute();
  return rows.map(fromVariableRow);
}
