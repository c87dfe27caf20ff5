import type { Database } from '../store.ts';

/** How an attempt ended, as its activity shows it. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly started_at: string | null;
  readonly ended_at: string;
  /** Of `payload.outcome`. */
  readonly outcome: Readonly<Record<string, unknown>>;
}

/** The part of the activity's payload that lists the attempts, with one more. */
export async function addAttempt(
  db: Database,
  activityId: string,
  attempt: AttemptRecord,
): Promise<{ readonly attempts: readonly AttemptRecord[] }> {
  const { payload } = await db
    .selectFrom('activities')
    .select('payload')
    .where('id', '=', activityId)
    .executeTakeFirstOrThrow();
  const { attempts = [] } = JSON.parse(payload) as { readonly attempts?: readonly AttemptRecord[] };
  return { attempts: [...attempts, attempt] };
}
