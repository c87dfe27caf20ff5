import type { Database } from '../store.ts';
import { moveStoredRun } from './move-stored-run.ts';

/**
 * Gives a run whose command has surely not begun its old place in the queue. Throws where it is not in the state that
 * says so: `running` only where its container is known to wait still.
 */
export function returnToQueue(
  db: Database,
  id: string,
  from: 'starting' | 'running' = 'starting',
): Promise<void> {
  const values = {
    container_id: null,
    deployment: null,
    claimed_at_ms: null,
    started_at_ms: null,
    ending: null,
  };
  return moveStoredRun(db, id, 'queued', values, [from]);
}
