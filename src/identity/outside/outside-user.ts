import { ErrandError } from '../../errors/errand-error.ts';
import { inTransaction } from '../../store/in-transaction.ts';
import {
  findOutsideIdentity,
  linkOutsideIdentity,
  type OutsideIdentity,
} from '../../store/oauth/outside-identities.ts';
import type { Database } from '../../store/store.ts';
import { findUser } from '../../store/users/find-user.ts';
import { findUserByName } from '../../store/users/find-user-by-name.ts';
import type { User } from '../../store/users/user.ts';
import { createUser } from '../people/accounts.ts';
import type { OutsidePerson } from './admit.ts';

const mostNames = 100;

/** The name, or with a number behind it where it is taken. Error: `conflict`. */
async function freeName(db: Database, wanted: string): Promise<string> {
  for (let count = 1; count <= mostNames; count++) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if ((await findUserByName(db, name)) === null) return name;
  }
  throw new ErrandError('conflict', `All user names like ${wanted} are taken.`);
}

async function newUser(db: Database, person: OutsidePerson, now: Date): Promise<User> {
  const username = await freeName(db, person.username);
  const roles = { isAdministrator: false, isOwner: false };
  return createUser(db, { ...person, ...roles, username, emailVerified: true }, now);
}

/**
 * The user that an identity of the provider is: whom it was linked to, else the one with its address, else a new one
 * without any role; null where none is to be made. The link is to the provider's subject, so it outlives a new address.
 */
export function userOf(
  db: Database,
  identity: OutsideIdentity,
  person: OutsidePerson,
  createUsers: boolean,
  now: Date,
): Promise<User | null> {
  return inTransaction(db, async (transaction) => {
    const linked = await findOutsideIdentity(transaction, identity);
    if (linked !== null) return findUser(transaction, linked);
    const known = await findUserByName(transaction, person.email);
    const user = known ?? (createUsers ? await newUser(transaction, person, now) : null);
    if (user !== null) await linkOutsideIdentity(transaction, identity, user.id, now);
    return user;
  });
}
