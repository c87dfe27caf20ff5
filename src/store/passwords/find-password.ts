import type { Database } from '../store.ts';
import { fromPasswordRow, type StoredPassword } from './password-row.ts';

/** Null: the user has none, and signs in elsewhere or not at all. */
export async function findPassword(db: Database, userId: string): Promise<StoredPassword | null> {
  const row = await db.selectFrom('passwords').selectAll().where('user_id', '=', userId).executeTakeFirst();
  return row === undefined ? null : fromPasswordRow(row);
}
