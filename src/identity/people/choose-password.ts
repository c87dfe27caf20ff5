import { findPassword } from '../../store/passwords/find-password.ts';
import { putPassword } from '../../store/passwords/put-password.ts';
import type { Database } from '../../store/store.ts';
import type { User } from '../../store/users/user.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { checkNewPassword } from './password-rules.ts';

/** Stores the password that a user chose. Error: `request_invalid` where it is too weak. */
export async function choosePassword(db: Database, user: User, password: string, now: Date): Promise<void> {
  checkNewPassword(password, user);
  const hash = await hashPassword(password);
  await putPassword(db, { userId: user.id, hash, mustChange: false, expiresAt: null, changedAt: now });
}

/** What a password says of who typed it. */
export type PasswordCheck = 'right' | 'right_but_must_change' | 'wrong';

/** Checks a user's password; for nobody and for a user without one it takes as long, and is wrong. */
export async function checkPassword(
  db: Database,
  user: User | null,
  password: string,
  now: Date,
): Promise<PasswordCheck> {
  const stored = user === null ? null : await findPassword(db, user.id);
  const isExpired = stored !== null && stored.expiresAt !== null && stored.expiresAt <= now;
  const right = await verifyPassword(password, stored?.hash ?? null);
  if (!right || isExpired || stored === null || user?.isDeactivated !== false) return 'wrong';
  return stored.mustChange ? 'right_but_must_change' : 'right';
}
