import { randomUUID } from 'node:crypto';
import { ErrandError } from '../../errors/errand-error.ts';
import { type ApiToken, isUsable } from '../../store/api-tokens/api-token.ts';
import { insertApiToken } from '../../store/api-tokens/insert-api-token.ts';
import { listApiTokens } from '../../store/api-tokens/list-api-tokens.ts';
import type { Database } from '../../store/store.ts';
import { newApiToken } from '../api-token.ts';

/** Far above what anybody needs; it bounds the table. */
const mostPerUser = 200;
/** Last use is written down no more often than this: it must not cost a write per call. */
const recordEveryMs = 60_000;

export interface NewToken {
  readonly userId: string;
  readonly name: string;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
}

/** Makes a token; `secret` is shown once and kept nowhere. Error: `conflict` where a usable one has the name. */
export async function createApiToken(
  db: Database,
  { userId, name, expiresAt }: NewToken,
  now: Date,
): Promise<{ readonly token: ApiToken; readonly secret: string }> {
  const usable = (await listApiTokens(db, userId)).filter((token) => isUsable(token, now));
  if (usable.some((token) => token.name === name)) {
    throw new ErrandError('conflict', `There is an API token "${name}" already.`, { details: { name } });
  }
  if (usable.length >= mostPerUser) {
    throw new ErrandError('conflict', `A user may have ${mostPerUser} API tokens; revoke one first.`);
  }
  const { token: secret, hash } = newApiToken();
  const never = { lastUsedAt: null, revokedAt: null };
  const token: ApiToken = { id: randomUUID(), userId, name, hash, createdAt: now, expiresAt, ...never };
  await insertApiToken(db, token);
  return { token, secret };
}

/** Whether a use is to be written down. */
export function isWorthRecording({ lastUsedAt }: ApiToken, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= recordEveryMs;
}
