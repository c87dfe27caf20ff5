import { dateOrNull } from '../instant.ts';
import type { Database } from '../store.ts';
import type { OAuthRecord } from './oauth-record.ts';

/** Expired ones too, as long as they are there. */
export async function findOAuthRecord(db: Database, model: string, id: string): Promise<OAuthRecord | null> {
  const row = await db
    .selectFrom('oauth_records')
    .selectAll()
    .where('model', '=', model)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    model,
    id,
    payload: JSON.parse(row.payload) as OAuthRecord['payload'],
    grantId: row.grant_id,
    accountId: row.account_id,
    expiresAt: dateOrNull(row.expires_at_ms),
    consumedAt: dateOrNull(row.consumed_at_ms),
  };
}
