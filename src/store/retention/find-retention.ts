import type { RetentionChoice } from '../../retention/limits.ts';
import type { Database } from '../store.ts';

/** What a project chose, and what was removed of it so far. */
export interface StoredRetention {
  readonly choice: RetentionChoice;
  readonly removedActivities: number;
  readonly removedAt: Date | null;
}

export async function findRetention(db: Database, project: string): Promise<StoredRetention> {
  const row = await db.selectFrom('retention').selectAll().where('project', '=', project).executeTakeFirst();
  return {
    choice: row === undefined ? {} : (JSON.parse(row.choice) as RetentionChoice),
    removedActivities: row?.removed_activities ?? 0,
    removedAt: row?.removed_at_ms == null ? null : new Date(row.removed_at_ms),
  };
}
