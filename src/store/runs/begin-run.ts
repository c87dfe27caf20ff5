import { changeActivity } from '../activities/change-activity.ts';
import { inSharedTransaction } from '../in-shared-transaction.ts';
import type { Store } from '../store.ts';
import { markRunning } from './mark-running.ts';

/** Writes down, in one transaction, that a run's command is about to begin, and shows it in its activity. Throws where it ended meanwhile. */
export function beginRun(store: Pick<Store, 'db'>, id: string, startedAt: Date): Promise<void> {
  return inSharedTransaction(store.db, async (transaction) => {
    await markRunning(transaction, id, startedAt);
    await changeActivity(transaction, id, { state: 'in_progress', startedAt });
  });
}
