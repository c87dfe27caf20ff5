import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { PasswordTable } from '../schema.ts';

/** What is known of a user's password. */
export interface StoredPassword {
  readonly userId: string;
  /** Argon2id, in the PHC string format. */
  readonly hash: string;
  /** It lets its user in once, to choose another. */
  readonly mustChange: boolean;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
  readonly changedAt: Date;
}

export function toPasswordRow(password: StoredPassword): PasswordTable {
  return {
    user_id: password.userId,
    hash: password.hash,
    must_change: Number(password.mustChange),
    expires_at_ms: millisecondsOrNull(password.expiresAt),
    changed_at_ms: password.changedAt.getTime(),
  };
}

export function fromPasswordRow(row: PasswordTable): StoredPassword {
  return {
    userId: row.user_id,
    hash: row.hash,
    mustChange: row.must_change === 1,
    expiresAt: dateOrNull(row.expires_at_ms),
    changedAt: new Date(row.changed_at_ms),
  };
}
