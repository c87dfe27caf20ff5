import type { Database } from '../store.ts';
import { moveStoredRun } from './move-stored-run.ts';

/** Gives a run that was `starting` its old place in the queue. Throws where it is in another state. */
export function returnToQueue(db: Database, id: string): Promise<void> {
  return moveStoredRun(db, id, 'queued', { container_id: null, deployment: null, started_at_ms: null });
}
