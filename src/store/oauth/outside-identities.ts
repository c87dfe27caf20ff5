import type { Database } from '../store.ts';

export interface OutsideIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** The user that signed in as this before. */
export async function findOutsideIdentity(
  db: Database,
  { issuer, subject }: OutsideIdentity,
): Promise<string | null> {
  const row = await db
    .selectFrom('outside_identities')
    .select('user_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row?.user_id ?? null;
}

/** From now on who signs in as this is the user. */
export async function linkOutsideIdentity(
  db: Database,
  { issuer, subject }: OutsideIdentity,
  userId: string,
  at: Date,
): Promise<void> {
  await db
    .insertInto('outside_identities')
    .values({ issuer, subject, user_id: userId, created_at_ms: at.getTime() })
    .execute();
}
