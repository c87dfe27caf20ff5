import type { Database } from '../store.ts';
import { fromUserRow, type User } from './user.ts';

/** Every user, by user name. */
export async function listUsers(db: Database): Promise<readonly User[]> {
  const rows = await db.selectFrom('users').selectAll().orderBy('username').execute();
  return rows.map(fromUserRow);
}
