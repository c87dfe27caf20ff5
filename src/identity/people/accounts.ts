import { randomUUID } from 'node:crypto';
import { ErrandError } from '../../errors/errand-error.ts';
import { putPassword } from '../../store/passwords/put-password.ts';
import type { Database } from '../../store/store.ts';
import { findUser } from '../../store/users/find-user.ts';
import { insertUser } from '../../store/users/insert-user.ts';
import { updateUser } from '../../store/users/update-user.ts';
import type { User } from '../../store/users/user.ts';
import { newOneTimePassword, oneTimeLifetimeMs } from './one-time-password.ts';
import { hashPassword } from './password.ts';

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly isAdministrator: boolean;
  readonly isOwner: boolean;
  /** An outside provider vouched for the address. */
  readonly emailVerified?: boolean;
}

/** A password for one sign-in. It is kept nowhere but as a hash. */
export interface OneTimePassword {
  readonly password: string;
  readonly expiresAt: Date;
}

/** Makes a user, who cannot sign in before they get a password. Error: `conflict`. */
export async function createUser(db: Database, wanted: NewUser, now: Date): Promise<User> {
  const user: User = {
    id: randomUUID(),
    ...wanted,
    email: wanted.email.toLowerCase(),
    emailVerified: wanted.emailVerified ?? false,
    isDeactivated: false,
    createdAt: now,
    updatedAt: now,
  };
  await insertUser(db, user);
  return user;
}

export type UserChange = Partial<
  Pick<User, 'username' | 'email' | 'displayName' | 'isAdministrator' | 'isOwner' | 'isDeactivated'>
>;

/** Changes a user. A new address has yet to be verified. Errors: `user_not_found`, `conflict`. */
export async function changeUser(db: Database, id: string, change: UserChange, now: Date): Promise<User> {
  const user = await findUser(db, id);
  if (user === null) throw new ErrandError('user_not_found', `There is no user "${id}".`);
  const email = (change.email ?? user.email).toLowerCase();
  const emailVerified = user.emailVerified && email === user.email;
  const changed = { ...user, ...change, email, emailVerified, updatedAt: now };
  await updateUser(db, changed);
  return changed;
}

/** Gives a user a password to be changed at the first sign-in, in place of theirs. */
export async function giveOneTimePassword(db: Database, userId: string, now: Date): Promise<OneTimePassword> {
  const password = newOneTimePassword();
  const expiresAt = new Date(now.getTime() + oneTimeLifetimeMs);
  const hash = await hashPassword(password);
  await putPassword(db, { userId, hash, mustChange: true, expiresAt, changedAt: now });
  return { password, expiresAt };
}
