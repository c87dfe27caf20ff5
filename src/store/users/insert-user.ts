import { ErrandError } from '../../errors/errand-error.ts';
import type { Database } from '../store.ts';
import { toUserRow, type User } from './user.ts';

/** Stores a new user. Errors: `conflict` where the id, the user name or the e-mail address is taken. */
export async function insertUser(db: Database, user: User): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('users')
    .values(toUserRow(user))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new ErrandError(
      'conflict',
      `There is a user "${user.username}" or one with the address ${user.email} already.`,
    );
  }
}
