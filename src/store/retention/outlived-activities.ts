import { sql } from 'kysely';
import type { KeepLimit } from '../../retention/limits.ts';
import type { Database } from '../store.ts';

const dayMilliseconds = 86_400_000;
const finished = ['complete', 'cancelled'] as const;

/** Finished activities that ended before a limit's age. What was made later ended later, which bounds the search by an index. */
function tooOld(db: Database, project: string, days: number, now: Date) {
  const before = now.getTime() - days * dayMilliseconds;
  return db
    .selectFrom('activities')
    .where('project', '=', project)
    .where('created_at_ms', '<', before)
    .where('state', 'in', finished)
    .where('completed_at_ms', '<', before);
}

function finishedOf(db: Database, project: string) {
  return db.selectFrom('activities').where('project', '=', project).where('state', 'in', finished);
}

/** Ids of finished activities that the limit does not keep, the oldest first. */
export async function outlivedActivities(
  db: Database,
  project: string,
  limit: KeepLimit,
  now: Date,
  most: number,
): Promise<readonly string[]> {
  if (limit.days !== null) {
    const rows = await tooOld(db, project, limit.days, now)
      .select('id')
      .orderBy('created_at_ms')
      .limit(most)
      .execute();
    if (rows.length > 0) return rows.map(({ id }) => id);
  }
  const beyond = Math.min(most, await countBeyond(db, project, limit.count));
  if (beyond <= 0) return [];
  const rows = await finishedOf(db, project)
    .select('id')
    .orderBy('created_at_ms')
    .orderBy('sequence')
    .limit(beyond)
    .execute();
  return rows.map(({ id }) => id);
}

/** How many of them there are. */
export async function countOutlived(
  db: Database,
  project: string,
  limit: KeepLimit,
  now: Date,
): Promise<number> {
  const old =
    limit.days === null
      ? 0
      : await tooOld(db, project, limit.days, now)
          .select(sql<number>`count(*)`.as('count'))
          .executeTakeFirstOrThrow()
          .then(({ count }) => Number(count));
  return Math.max(old, await countBeyond(db, project, limit.count));
}

async function countBeyond(db: Database, project: string, count: number | null): Promise<number> {
  if (count === null) return 0;
  const found = await finishedOf(db, project)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Math.max(0, Number(found.count) - count);
}
