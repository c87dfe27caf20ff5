import type { Activity } from '../../activity/activity.ts';
import type { Run } from '../../task/run.ts';
import { insertActivity } from '../activities/insert-activity.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Store } from '../store.ts';
import { toRunRow } from './run-row.ts';

/** Stores a run and its activity, both or neither; when this resolves they are on disk. */
export function acceptRun(
  store: Pick<Store, 'db'>,
  accepted: { readonly run: Run; readonly activity: Activity },
): Promise<void> {
  return inTransaction(store.db, async (transaction) => {
    await insertActivity(transaction, accepted.activity);
    await transaction.insertInto('runs').values(toRunRow(accepted.run)).execute();
  });
}
