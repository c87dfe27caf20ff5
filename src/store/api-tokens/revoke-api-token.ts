import type { Database } from '../store.ts';

/** Ends a token's use for good. False where there is no such token or it was revoked before. */
export async function revokeApiToken(db: Database, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_tokens')
    .set({ revoked_at_ms: at.getTime() })
    .where('id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
