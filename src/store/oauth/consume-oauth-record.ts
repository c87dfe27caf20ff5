import type { Database } from '../store.ts';

/** Marks a code or refresh token as used; of two who try at once, one gets true. */
export async function consumeOAuthRecord(
  db: Database,
  model: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauth_records')
    .set({ consumed_at_ms: at.getTime() })
    .where('model', '=', model)
    .where('id', '=', id)
    .where('consumed_at_ms', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
