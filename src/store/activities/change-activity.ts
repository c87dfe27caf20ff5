import { type Activity, type ActivityChange, moveActivity } from '../../activity/activity.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { queueDeliveries } from '../deliveries/queue-deliveries.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { fromActivityRow, toActivityRow } from './activity-row.ts';

/**
 * Applies the change and returns the activity as it is then, `updatedAt` being now. What is in its payload already stays,
 * unless the change has the same key. Throws on a move between
 * states that is not legal, and changes nothing. The project's webhooks are told of a new state. Errors: `activity_not_found`.
 */
export function changeActivity(db: Database, id: string, change: ActivityChange): Promise<Activity> {
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .selectFrom('activities')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new ErrandError('activity_not_found', `There is no activity "${id}".`);
    const before = fromActivityRow(row);
    const state = moveActivity(before.state, change.state ?? before.state);
    const payload = { ...before.payload, ...change.payload };
    const after: Activity = { ...before, ...change, payload, state, updatedAt: new Date() };
    await transaction.updateTable('activities').set(changeable(after)).where('id', '=', id).execute();
    if (state !== before.state) await queueDeliveries(transaction, after);
    return after;
  });
}

/** The columns that a change may touch; writing the others too would only rewrite their indexes. */
function changeable(activity: Activity) {
  const row = toActivityRow(activity);
  return {
    state: row.state,
    result: row.result,
    failure_reason: row.failure_reason,
    payload: row.payload,
    commands: row.commands,
    timings: row.timings,
    text: row.text,
    updated_at_ms: row.updated_at_ms,
    started_at_ms: row.started_at_ms,
    completed_at_ms: row.completed_at_ms,
    cancelled_at_ms: row.cancelled_at_ms,
  };
}
