import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { ApiTokenTable } from '../schema.ts';

/** A token that a user made, of which only a hash is kept. */
export interface ApiToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly hash: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whether the token may be used at this moment: neither revoked nor expired. */
export function isUsable(token: ApiToken, at: Date): boolean {
  return token.revokedAt === null && (token.expiresAt === null || at < token.expiresAt);
}

export function toApiTokenRow(token: ApiToken): ApiTokenTable {
  return {
    id: token.id,
    user_id: token.userId,
    name: token.name,
    hash: token.hash,
    created_at_ms: token.createdAt.getTime(),
    last_used_at_ms: millisecondsOrNull(token.lastUsedAt),
    expires_at_ms: millisecondsOrNull(token.expiresAt),
    revoked_at_ms: millisecondsOrNull(token.revokedAt),
  };
}

export function fromApiTokenRow(row: ApiTokenTable): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    hash: row.hash,
    createdAt: new Date(row.created_at_ms),
    lastUsedAt: dateOrNull(row.last_used_at_ms),
    expiresAt: dateOrNull(row.expires_at_ms),
    revokedAt: dateOrNull(row.revoked_at_ms),
  };
}
