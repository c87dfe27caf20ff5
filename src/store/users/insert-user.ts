import { ErrandError } from '../../errors/errand-error.ts';
import type { Database } from '../store.ts';
import { toUserRow, type User } from './user.ts';

/** Stores a new user. Errors: `conflict` where the id or the user name is taken. */
export async function insertUser(db: Database, user: User): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('users')
    .values(toUserRow(user))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new ErrandError('conflict', `The user "${user.username}" exists already.`);
  }
}
