import type { RetentionChoice } from '../../retention/limits.ts';
import type { Database } from '../store.ts';

/** Stores what a project chose, in place of what it did before. */
export async function setRetention(db: Database, project: string, choice: RetentionChoice): Promise<void> {
  const row = { choice: JSON.stringify(choice) };
  await db
    .insertInto('retention')
    .values({ project, ...row, removed_activities: 0, removed_at_ms: null })
    .onConflict((conflict) => conflict.column('project').doUpdateSet(row))
    .execute();
}
