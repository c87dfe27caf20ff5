import type { Database } from '../store.ts';

/** When each of these activities ended; those that are under way, or unknown, are left out. */
export async function endedActivities(
  db: Database,
  project: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .selectFrom('activities')
    .select(['id', 'completed_at_ms', 'updated_at_ms'])
    .where('project', '=', project)
    .where('id', 'in', ids)
    .where('state', 'in', ['complete', 'cancelled'])
    .execute();
  return new Map(rows.map((row) => [row.id, new Date(row.completed_at_ms ?? row.updated_at_ms)]));
}

/** Which of these the project has. */
export async function knownActivities(
  db: Database,
  project: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('activities')
    .select('id')
    .where('project', '=', project)
    .where('id', 'in', ids)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
