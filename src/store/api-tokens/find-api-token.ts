import type { Database } from '../store.ts';
import { type ApiToken, fromApiTokenRow } from './api-token.ts';

/** A user's token by its id; null where it is another's. */
export async function findApiToken(db: Database, userId: string, id: string): Promise<ApiToken | null> {
  const row = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row === undefined ? null : fromApiTokenRow(row);
}
