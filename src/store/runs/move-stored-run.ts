import type { Updateable } from 'kysely';
import { moveRun, type RunState, statesBefore } from '../../task/run.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import type { RunTable } from '../tables/runs.ts';

/** Moves a run on, or throws an error that names both states where the move is not legal. */
export function moveStoredRun(
  db: Database,
  id: string,
  to: RunState,
  values: Updateable<RunTable>,
  from: readonly RunState[] = statesBefore(to),
): Promise<void> {
  return inTransaction(db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({ ...values, state: to })
      .where('id', '=', id)
      .where('state', 'in', from)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return;
    const row = await transaction.selectFrom('runs').select('state').where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new Error(`there is no run ${id}`);
    moveRun(row.state, to);
    throw new Error(`a run that is ${row.state} cannot become ${to} here`);
  });
}
