import { recalled } from '../memory.ts';
import type { Database } from '../store.ts';
import { fromUserRow, type User } from './user.ts';

export function findUser(db: Database, id: string): Promise<User | null> {
  return recalled(db, `user\0${id}`, async () => {
    const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : fromUserRow(row);
  });
}
