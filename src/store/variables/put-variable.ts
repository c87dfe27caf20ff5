import type { Variable } from '../../variable/variable.ts';
import type { Database } from '../store.ts';
import { toVariableRow } from './variable-row.ts';

/** Stores a variable, in place of one of that name there. */
export async function putVariable(db: Database, variable: Variable): Promise<void> {
  const row = toVariableRow(variable);
  await db
    .insertInto('variables')
    .values(row)
    .onConflict((conflict) => conflict.columns(['project', 'environment', 'name']).doUpdateSet(row))
    .execute();
}
