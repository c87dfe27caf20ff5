import type { StopReason } from '../../task/stop-request.ts';
import type { Database } from '../store.ts';

/** Writes down why the command of a run under way is about to be asked to end, so that the next server knows what the exit means. */
export async function recordEnding(db: Database, id: string, ending: StopReason): Promise<void> {
  await db
    .updateTable('runs')
    .set({ ending: JSON.stringify(ending) })
    .where('id', '=', id)
    .where('state', 'in', ['starting', 'running'])
    .execute();
}
