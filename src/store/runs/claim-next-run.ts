import { moveRun, type Run } from '../../task/run.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { fromRunRow } from './run-row.ts';
import { activeRuns, queuedRuns } from './unfinished.ts';

/**
 * Takes the oldest queued run of the environment to `starting`, with its container and deployment written down,
 * and returns it; null where none is queued or `cap` runs are under way. However many ask at once, no run is
 * returned twice and the cap holds.
 */
export function claimNextRun(
  db: Database,
  project: string,
  environment: string,
  cap: number,
  deployment: string,
  containerIdOf: (run: Run) => string,
): Promise<Run | null> {
  return inTransaction(db, async (transaction) => {
    const active = await activeRuns(transaction, project, environment).select('id').limit(cap).execute();
    if (active.length >= cap) return null;
    const row = await queuedRuns(transaction, project, environment).selectAll().limit(1).executeTakeFirst();
    if (row === undefined) return null;
    const queued = fromRunRow(row);
    const state = moveRun(queued.state, 'starting');
    const containerId = containerIdOf(queued);
    await transaction
      .updateTable('runs')
      .set({ state, container_id: containerId, deployment })
      .where('id', '=', queued.id)
      .execute();
    return { ...queued, state, containerId, deployment };
  });
}
