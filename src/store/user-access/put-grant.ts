import type { Grant } from '../../identity/authorization/grant.ts';
import type { Database } from '../store.ts';
import { toGrantRow } from './grant-row.ts';

/** Stores what a user may do in a project, in place of what they might before. */
export async function putGrant(db: Database, grant: Grant): Promise<void> {
  const { granted_at_ms: _, ...change } = toGrantRow(grant);
  await db
    .insertInto('user_access')
    .values(toGrantRow(grant))
    .onConflict((conflict) => conflict.columns(['user_id', 'project']).doUpdateSet(change))
    .execute();
}
