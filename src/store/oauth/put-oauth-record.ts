import { millisecondsOrNull } from '../instant.ts';
import type { Database } from '../store.ts';
import type { OAuthRecord } from './oauth-record.ts';

/** Stores a record in place of one with the same id. */
export async function putOAuthRecord(db: Database, record: OAuthRecord): Promise<void> {
  const row = {
    model: record.model,
    id: record.id,
    payload: JSON.stringify(record.payload),
    grant_id: record.grantId,
    account_id: record.accountId,
    expires_at_ms: millisecondsOrNull(record.expiresAt),
    consumed_at_ms: millisecondsOrNull(record.consumedAt),
  };
  await db
    .insertInto('oauth_records')
    .values(row)
    .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(row))
    .execute();
}
