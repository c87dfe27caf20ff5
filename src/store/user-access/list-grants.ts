import type { Grant } from '../../identity/authorization/grant.ts';
import { recalled } from '../memory.ts';
import type { Database } from '../store.ts';
import { fromGrantRow } from './grant-row.ts';

/** What a user may do, by project. */
export async function listGrantsOfUser(db: Database, userId: string): Promise<readonly Grant[]> {
  const grants = await recalled(db, `grants\0${userId}`, async () => {
    const rows = await db
      .selectFrom('user_access')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('project')
      .execute();
    return rows.map(fromGrantRow);
  });
  return grants ?? [];
}

/** Who may do what in a project, the first to be let in first. */
export async function listGrantsOfProject(db: Database, project: string): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('user_access')
    .selectAll()
    .where('project', '=', project)
    .orderBy('granted_at_ms')
    .orderBy('user_id')
    .execute();
  return rows.map(fromGrantRow);
}
