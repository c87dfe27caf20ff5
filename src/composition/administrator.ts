import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashApiToken, newApiToken } from '../identity/api-token.ts';
import { createUser, giveOneTimePassword } from '../identity/people/accounts.ts';
import { writePrivateFile } from '../identity/private-file.ts';
import { isUsable } from '../store/api-tokens/api-token.ts';
import { findApiTokenByHash } from '../store/api-tokens/find-api-token-by-hash.ts';
import { insertApiToken } from '../store/api-tokens/insert-api-token.ts';
import type { Database } from '../store/store.ts';
import { listUsers } from '../store/users/list-users.ts';

/** How somebody signs in with a browser who never did. The password is kept nowhere. */
export interface FirstSignIn {
  readonly username: string;
  readonly password: string;
  readonly expiresAt: Date;
}

interface Administrator {
  readonly id: string;
  readonly firstSignIn: FirstSignIn | null;
}

async function administrator(db: Database): Promise<Administrator> {
  const first = (await listUsers(db)).find(
    ({ isAdministrator, isDeactivated }) => isAdministrator && !isDeactivated,
  );
  if (first !== undefined) return { id: first.id, firstSignIn: null };
  const username = 'admin';
  const roles = { isAdministrator: true, isOwner: true };
  const now = new Date();
  const wanted = { username, email: 'admin@localhost', displayName: 'Administrator', ...roles };
  const { id } = await createUser(db, wanted, now);
  return { id, firstSignIn: { username, ...(await giveOneTimePassword(db, id, now)) } };
}

async function keptToken(home: string): Promise<string | null> {
  const text = await readFile(join(home, 'local.json'), 'utf8').catch(() => null);
  try {
    return text === null ? null : ((JSON.parse(text) as { token?: string }).token ?? null);
  } catch {
    return null;
  }
}

async function tokenFor(db: Database, home: string, userId: string): Promise<string> {
  const kept = await keptToken(home);
  const found = kept === null ? null : await findApiTokenByHash(db, hashApiToken(kept));
  if (kept !== null && found !== null && isUsable(found, new Date())) return kept;
  const { token, hash } = newApiToken();
  await insertApiToken(db, {
    id: randomUUID(),
    userId,
    name: 'this machine',
    hash,
    createdAt: new Date(),
    lastUsedAt: null,
    expiresAt: null,
    revokedAt: null,
  });
  return token;
}

/**
 * Makes the first user at the first start, and an API token for the command line of this machine's root (`local.json`,
 * mode 0600).
 */
export async function openAdministrator(
  db: Database,
  home: string,
  apiUrl: string,
): Promise<{ readonly token: string; readonly firstSignIn: FirstSignIn | null }> {
  const { id, firstSignIn } = await administrator(db);
  const token = await tokenFor(db, home, id);
  await writePrivateFile(join(home, 'local.json'), `${JSON.stringify({ apiUrl, token }, null, 2)}\n`);
  return { token, firstSignIn };
}
