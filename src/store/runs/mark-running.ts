import type { Database } from '../store.ts';
import { moveStoredRun } from './move-stored-run.ts';

/**
 * To be awaited before the command may begin: once this is stored the run is never started again. Throws where
 * the run is not `starting`, such as one that was cancelled meanwhile; its command must then not begin.
 */
export function markRunning(db: Database, id: string, at: Date): Promise<void> {
  return moveStoredRun(db, id, 'running', { started_at_ms: at.getTime() });
}
