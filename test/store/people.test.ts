import { describe, expect, it } from 'vitest';
import { type ApiToken, isUsable } from '../../src/store/api-tokens/api-token.ts';
import { findApiTokenByHash } from '../../src/store/api-tokens/find-api-token-by-hash.ts';
import { insertApiToken } from '../../src/store/api-tokens/insert-api-token.ts';
import { listApiTokens } from '../../src/store/api-tokens/list-api-tokens.ts';
import { revokeApiToken } from '../../src/store/api-tokens/revoke-api-token.ts';
import { touchApiToken } from '../../src/store/api-tokens/touch-api-token.ts';
import type { Database } from '../../src/store/store.ts';
import { countUsers } from '../../src/store/users/count-users.ts';
import { findUser } from '../../src/store/users/find-user.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { listUsers } from '../../src/store/users/list-users.ts';
import type { User } from '../../src/store/users/user.ts';
import { openStore, temporaryPath } from './temporary-store.ts';

const createdAt = new Date('2026-08-01T10:00:00.000Z');
const later = new Date('2026-08-02T10:00:00.000Z');
const ada: User = {
  id: 'u1',
  username: 'ada',
  email: 'ada@example.org',
  emailVerified: false,
  displayName: 'Ada',
  isAdministrator: false,
  isOwner: true,
  isDeactivated: false,
  createdAt,
  updatedAt: createdAt,
};
const token: ApiToken = {
  id: 't1',
  userId: 'u1',
  name: 'laptop',
  hash: 'hash-1',
  createdAt,
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
};

async function withAda(): Promise<Database> {
  const { db } = await openStore(await temporaryPath());
  await insertUser(db, ada);
  return db;
}

describe('users', () => {
  it('are counted, found and listed by name', async () => {
    const db = await withAda();
    await insertUser(db, { ...ada, id: 'u0', username: 'zoe', email: 'zoe@example.org' });
    expect(await countUsers(db)).toBe(2);
    expect(await findUser(db, 'u1')).toEqual(ada);
    expect(await findUser(db, 'nobody')).toBeNull();
    expect((await listUsers(db)).map(({ username }) => username)).toEqual(['ada', 'zoe']);
  });

  it('have names and addresses of their own', async () => {
    const db = await withAda();
    for (const taken of [
      { username: 'zoe' },
      { email: 'ADA@example.org', username: 'ada' },
      { email: 'z@example.org' },
    ]) {
      const other = { ...ada, id: 'u2', ...taken };
      await expect(insertUser(db, other)).rejects.toMatchObject({ code: 'conflict' });
    }
  });
});

describe('API tokens', () => {
  it('are found by their hash, used and revoked once', async () => {
    const db = await withAda();
    await insertApiToken(db, token);
    expect(await findApiTokenByHash(db, 'hash-1')).toEqual(token);
    expect(await findApiTokenByHash(db, 'hash-2')).toBeNull();
    await touchApiToken(db, 't1', later);
    expect(await revokeApiToken(db, 't1', later)).toBe(true);
    expect(await revokeApiToken(db, 't1', new Date())).toBe(false);
    expect(await listApiTokens(db, 'u1')).toEqual([{ ...token, lastUsedAt: later, revokedAt: later }]);
  });

  it('have a hash that no other has', async () => {
    const db = await withAda();
    await insertApiToken(db, token);
    await expect(insertApiToken(db, { ...token, id: 't2' })).rejects.toThrow(/unique/i);
  });

  it('are usable until they are revoked or expire', () => {
    expect(isUsable(token, later)).toBe(true);
    expect(isUsable({ ...token, expiresAt: later }, createdAt)).toBe(true);
    expect(isUsable({ ...token, expiresAt: later }, later)).toBe(false);
    expect(isUsable({ ...token, revokedAt: createdAt }, createdAt)).toBe(false);
  });
});
