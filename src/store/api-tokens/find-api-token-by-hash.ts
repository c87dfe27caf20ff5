import type { Database } from '../store.ts';
import { type ApiToken, fromApiTokenRow } from './api-token.ts';

/** The token, revoked and expired ones too: ask `isUsable` before trusting it. */
export async function findApiTokenByHash(db: Database, hash: string): Promise<ApiToken | null> {
  const row = await db.selectFrom('api_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row === undefined ? null : fromApiTokenRow(row);
}
