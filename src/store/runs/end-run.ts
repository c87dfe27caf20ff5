import type { ActivityChange } from '../../activity/activity.ts';
import type { Outcome } from '../../task/outcome.ts';
import { statesBefore } from '../../task/run.ts';
import { changeActivity } from '../activities/change-activity.ts';
import { inSharedTransaction } from '../in-shared-transaction.ts';
import type { Store } from '../store.ts';
import { type AttemptRecord, addAttempt } from './add-attempt.ts';

export interface RunEnd {
  readonly id: string;
  readonly outcome: Outcome;
  readonly endedAt: Date;
  /** The activity's final state with all that goes with it. */
  readonly activityChange: ActivityChange;
  /** Of a run that was retried: its last attempt. */
  readonly attempt?: AttemptRecord | undefined;
}

/**
 * Ends a run and its activity, both or neither. The first caller's outcome stays: false, and nothing changed,
 * where the run had ended before or is unknown. Throws on an activity change that is not legal.
 */
export function endRun(store: Pick<Store, 'db'>, end: RunEnd): Promise<boolean> {
  return inSharedTransaction(store.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({
        state: 'ended',
        outcome: JSON.stringify(end.outcome),
        ended_at_ms: end.endedAt.getTime(),
        sealed_variables: null,
      })
      .where('id', '=', end.id)
      .where('state', 'in', statesBefore('ended'))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    const { activityChange, attempt } = end;
    const payload = {
      ...activityChange.payload,
      ...(attempt === undefined ? {} : await addAttempt(transaction, end.id, attempt)),
    };
    await changeActivity(transaction, end.id, { ...activityChange, payload });
    return true;
  });
}
