import { type ClaimRequest, claimNextRun } from '../store/runs/claim-next-run.ts';
import type { Store } from '../store/store.ts';
import type { Run } from './run.ts';
import type { Stage } from './stage.ts';

/**
 * Takes the next run of a stage's environment out of its queue, with a container of the stage chosen for it; null where
 * none may leave. What was chosen in vain, as where the store did not take the choice, goes back to the stage.
 */
export async function leaveQueue(
  store: Store,
  stage: Stage,
  request: Omit<ClaimRequest, 'containerIdOf'>,
): Promise<Run | null> {
  const chosen = new Map<string, Run>();
  const containerIdOf = (run: Run) => {
    chosen.set(run.id, run);
    return stage.reserve(run);
  };
  let claimed: Run | null = null;
  try {
    claimed = await claimNextRun(store.db, { ...request, containerIdOf });
    return claimed;
  } finally {
    for (const run of chosen.values()) if (run.id !== claimed?.id) await stage.release(run);
  }
}
