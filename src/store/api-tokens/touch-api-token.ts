import type { Database } from '../store.ts';

/** Records when the token was last used. */
export async function touchApiToken(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('api_tokens').set({ last_used_at_ms: at.getTime() }).where('id', '=', id).execute();
}
