import type { Database } from '../store.ts';

export async function deleteOAuthRecord(db: Database, model: string, id: string): Promise<void> {
  await db.deleteFrom('oauth_records').where('model', '=', model).where('id', '=', id).execute();
}

/** A grant with all that came of it. */
export async function deleteOAuthGrant(db: Database, grantId: string): Promise<void> {
  await db.deleteFrom('oauth_records').where('grant_id', '=', grantId).execute();
}

/** All that a user let clients do in their name. */
export async function deleteOAuthRecordsOfAccount(db: Database, accountId: string): Promise<void> {
  await db.deleteFrom('oauth_records').where('account_id', '=', accountId).execute();
}

export async function deleteExpiredOAuthRecords(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('oauth_records').where('expires_at_ms', '<', now.getTime()).execute();
}
