import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashApiToken, newApiToken } from '../identity/api-token.ts';
import { writePrivateFile } from '../identity/private-file.ts';
import { isUsable } from '../store/api-tokens/api-token.ts';
import { findApiTokenByHash } from '../store/api-tokens/find-api-token-by-hash.ts';
import { insertApiToken } from '../store/api-tokens/insert-api-token.ts';
import type { Database } from '../store/store.ts';
import { insertUser } from '../store/users/insert-user.ts';
import { listUsers } from '../store/users/list-users.ts';

async function administratorId(db: Database): Promise<string> {
  const [first] = await listUsers(db);
  if (first !== undefined) return first.id;
  const id = randomUUID();
  const user = {
    id,
    username: 'admin',
    email: 'admin@localhost',
    displayName: 'Administrator',
    createdAt: new Date(),
  };
  await insertUser(db, user);
  return id;
}

async function keptToken(home: string): Promise<string | null> {
  const text = await readFile(join(home, 'local.json'), 'utf8').catch(() => null);
  try {
    return text === null ? null : ((JSON.parse(text) as { token?: string }).token ?? null);
  } catch {
    return null;
  }
}

async function tokenFor(db: Database, home: string): Promise<string> {
  const kept = await keptToken(home);
  const found = kept === null ? null : await findApiTokenByHash(db, hashApiToken(kept));
  if (kept !== null && found !== null && isUsable(found, new Date())) return kept;
  const { token, hash } = newApiToken();
  const userId = await administratorId(db);
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

/** Makes the first user at the first start, and an API token for the command line of this machine's root (`local.json`, mode 0600). */
export async function openAdministrator(db: Database, home: string, apiUrl: string): Promise<string> {
  const token = await tokenFor(db, home);
  await writePrivateFile(join(home, 'local.json'), `${JSON.stringify({ apiUrl, token }, null, 2)}\n`);
  return token;
}
