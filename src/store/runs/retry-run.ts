import { sql } from 'kysely';
import { changeActivity } from '../activities/change-activity.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Store } from '../store.ts';
import { type AttemptRecord, addAttempt } from './add-attempt.ts';

export interface RunRetry {
  readonly id: string;
  /** How the attempt that is over ended. */
  readonly attempt: AttemptRecord;
  /** When the next one may begin; null for at once. */
  readonly dueAt: Date | null;
}

/**
 * Gives a run back to the queue as its next attempt and writes down in its activity how the former one ended, both or
 * neither. False, and nothing changed, where the run has ended or was cancelled meanwhile or no attempt is left.
 */
export function retryRun(store: Pick<Store, 'db'>, { id, attempt, dueAt }: RunRetry): Promise<boolean> {
  return inTransaction(store.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({
        state: 'queued',
        attempt: sql`attempt + 1`,
        due_at_ms: dueAt?.getTime() ?? null,
        counted_from_ms: dueAt === null ? null : Date.parse(attempt.ended_at),
        // It has begun, so what was said about beginning too late is done with.
        expires_at_ms: null,
        container_id: null,
        deployment: null,
        claimed_at_ms: null,
        started_at_ms: null,
        ending: null,
      })
      .where('id', '=', id)
      .where('state', 'in', ['starting', 'running'])
      .where('stop', 'is', null)
      .whereRef('attempt', '<', 'max_attempts')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await changeActivity(transaction, id, { payload: await addAttempt(transaction, id, attempt) });
    return true;
  });
}
