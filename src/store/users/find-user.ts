import type { Database } from '../store.ts';
import { fromUserRow, type User } from './user.ts';

export async function findUser(db: Database, id: string): Promise<User | null> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromUserRow(row);
}
