import type { Cancellation } from '../../task/stop-request.ts';
import { changeActivity } from '../activities/change-activity.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Store } from '../store.ts';

/**
 * Writes down that a run under way is to end, so that a crash does not forget it and no other attempt follows. False, and
 * nothing is written, where the attempt is over already.
 */
export function recordStop(store: Pick<Store, 'db'>, id: string, stop: Cancellation): Promise<boolean> {
  return inTransaction(store.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({ stop: JSON.stringify(stop) })
      .where('id', '=', id)
      .where('state', 'in', ['starting', 'running'])
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await changeActivity(transaction, id, { payload: { cancelled_by: stop.by, cancelled_at: stop.at } });
    return true;
  });
}
