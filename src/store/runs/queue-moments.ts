import { sql } from 'kysely';
import type { Run } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { fromRunRow } from './run-row.ts';
import { counted, expiringRuns, postponedRuns } from './unfinished.ts';

export interface QueueOf {
  readonly project: string;
  readonly environment: string;
}

/**
 * Where the clock has gone back since the waits of queued runs were counted, they are counted anew from now: none becomes longer than
 * it was to be.
 */
export async function recountWaits(db: Database, now: Date): Promise<void> {
  const at = now.getTime();
  const nearer = (column: 'due_at_ms' | 'expires_at_ms') =>
    sql<number | null>`${sql.ref(column)} - (counted_from_ms - ${at})`;
  await db
    .updateTable('runs')
    .set({
      due_at_ms: nearer('due_at_ms'),
      expires_at_ms: nearer('expires_at_ms'),
      counted_from_ms: at,
    })
    .where(counted)
    .where('counted_from_ms', '>', at)
    .execute();
}

/** Lets every queued run begin whose time has come. Returns the environments whose queues got one. */
export async function releaseDueRuns(db: Database, now: Date): Promise<readonly QueueOf[]> {
  const due = postponedRuns(db).select('id').where('due_at_ms', '<=', now.getTime());
  const released = await db
    .updateTable('runs')
    .set({ due_at_ms: null })
    .where('id', 'in', due)
    .returning(['project', 'environment'])
    .execute();
  return [...new Map(released.map((queue) => [`${queue.project}/${queue.environment}`, queue])).values()];
}

/** Queued runs that have waited for too long, so many at most. */
export async function listExpiredRuns(db: Database, now: Date, limit: number): Promise<readonly Run[]> {
  const rows = await expiringRuns(db)
    .selectAll()
    .where('expires_at_ms', '<=', now.getTime())
    .orderBy('expires_at_ms')
    .limit(limit)
    .execute();
  return rows.map(fromRunRow);
}

/** When the next queued run comes due or expires; null where none will. */
export async function nextQueueMoment(db: Database): Promise<Date | null> {
  const [due, expiry] = await Promise.all([
    postponedRuns(db).select('due_at_ms as at').orderBy('due_at_ms').limit(1).executeTakeFirst(),
    expiringRuns(db).select('expires_at_ms as at').orderBy('expires_at_ms').limit(1).executeTakeFirst(),
  ]);
  const moments = [due?.at, expiry?.at].flatMap((at) => (at == null ? [] : [at]));
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}
