import type { Database } from '../store.ts';

/** Gives the children of an environment another parent. */
export async function adoptChildren(
  db: Database,
  project: string,
  former: string,
  parent: string | null,
): Promise<void> {
  await db
    .updateTable('environments')
    .set({ parent, updated_at_ms: Date.now() })
    .where('project', '=', project)
    .where('parent', '=', former)
    .execute();
}
