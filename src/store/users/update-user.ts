import { ErrandError } from '../../errors/errand-error.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { toUserRow, type User } from './user.ts';

/**
 * Stores a changed user. Errors: `conflict` where the name or the address is another's, or where no active
 * administrator would be left; `user_not_found`.
 */
export function updateUser(db: Database, user: User): Promise<void> {
  return inTransaction(db, async (transaction) => {
    const { id, created_at_ms: _, ...change } = toUserRow(user);
    const other = await transaction
      .selectFrom('users')
      .select('id')
      .where('id', '<>', id)
      .where((where) =>
        where.or([where('username', '=', change.username), where('email', '=', change.email)]),
      )
      .executeTakeFirst();
    if (other !== undefined) {
      throw new ErrandError('conflict', `"${user.username}" or ${change.email} is another user's.`);
    }
    const { numUpdatedRows } = await transaction
      .updateTable('users')
      .set(change)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new ErrandError('user_not_found', `There is no user "${id}".`);
    await requireAdministrator(transaction);
  });
}

/** Throws `conflict` where nobody could administer the server any more. */
export async function requireAdministrator(db: Database): Promise<void> {
  const left = await db
    .selectFrom('users')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('is_deactivated', '=', 0)
    .limit(1)
    .executeTakeFirst();
  if (left !== undefined) return;
  throw new ErrandError('conflict', 'This is the last administrator of the server; make another first.');
}
