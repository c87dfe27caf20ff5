import type { Database } from '../store.ts';
import { type ApiToken, toApiTokenRow } from './api-token.ts';

export async function insertApiToken(db: Database, token: ApiToken): Promise<void> {
  await db.insertInto('api_tokens').values(toApiTokenRow(token)).execute();
}
