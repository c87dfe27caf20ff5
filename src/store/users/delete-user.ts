import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { requireAdministrator } from './update-user.ts';

/**
 * Deletes a user with their tokens, password and roles. What they did stays recorded under their name. False where
 * there is none. Error: `conflict` for the last administrator.
 */
export function deleteUser(db: Database, id: string): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('users')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await requireAdministrator(transaction);
    return numDeletedRows > 0n;
  });
}
