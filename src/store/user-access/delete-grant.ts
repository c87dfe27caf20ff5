import type { Database } from '../store.ts';

/** Shuts a user out of a project. False where they had no role in it. */
export async function deleteGrant(db: Database, userId: string, project: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('user_access')
    .where('user_id', '=', userId)
    .where('project', '=', project)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
