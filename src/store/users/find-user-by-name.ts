import type { Database } from '../store.ts';
import { fromUserRow, type User } from './user.ts';

/** By user name or e-mail address, whichever it is. */
export async function findUserByName(db: Database, name: string): Promise<User | null> {
  const column = name.includes('@') ? 'email' : 'username';
  const value = name.includes('@') ? name.toLowerCase() : name;
  const row = await db.selectFrom('users').selectAll().where(column, '=', value).executeTakeFirst();
  return row === undefined ? null : fromUserRow(row);
}
