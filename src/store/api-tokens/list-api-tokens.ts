import type { Database } from '../store.ts';
import { type ApiToken, fromApiTokenRow } from './api-token.ts';

/** A user's tokens, oldest first, revoked ones included. */
export async function listApiTokens(db: Database, userId: string): Promise<readonly ApiToken[]> {
  const rows = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  return rows.map(fromApiTokenRow);
}
