import type { Database } from '../store.ts';

export interface IdempotencyKey {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** How long a key stands for its activity. */
const keptMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Writes the key down for an activity that is about to be stored, in the same transaction. Null: it was free. Otherwise
 * the activity that it stands for already, and the fingerprint it came with. Of two that race, one gets null.
 */
export async function claimIdempotencyKey(
  transaction: Database,
  key: IdempotencyKey,
  activity: string,
  now: Date,
): Promise<{ readonly activity: string; readonly fingerprint: string } | null> {
  await transaction
    .deleteFrom('idempotency_keys')
    .where('created_at_ms', '<=', now.getTime() - keptMilliseconds)
    .execute();
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('idempotency_keys')
    .values({ ...key, activity, created_at_ms: now.getTime() })
    .onConflict((conflict) => conflict.columns(['project', 'environment', 'task', 'key']).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return null;
  return transaction
    .selectFrom('idempotency_keys')
    .select(['activity', 'fingerprint'])
    .where('project', '=', key.project)
    .where('environment', '=', key.environment)
    .where('task', '=', key.task)
    .where('key', '=', key.key)
    .executeTakeFirstOrThrow();
}
