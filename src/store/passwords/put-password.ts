import type { Database } from '../store.ts';
import { type StoredPassword, toPasswordRow } from './password-row.ts';

/** Stores a user's password in place of the former one. */
export async function putPassword(db: Database, password: StoredPassword): Promise<void> {
  const row = toPasswordRow(password);
  await db
    .insertInto('passwords')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}
