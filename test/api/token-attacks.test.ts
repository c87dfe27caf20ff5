import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { newApiToken } from '../../src/identity/api-token.ts';
import { insertApiToken } from '../../src/store/api-tokens/insert-api-token.ts';
import { aWorkload, openTestApi, userId } from './test-api.ts';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The three parts of a good token, to make bad ones of. */
async function goodToken() {
  const opened = await openTestApi();
  const bearer = await opened.bearer();
  const [header = '', payload = '', signature = ''] = bearer.replace('Bearer ', '').split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const read = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
  const ask = async (token: string) => {
    const answer = await opened.api.inject({
      url: '/users/me',
      headers: { authorization: `Bearer ${token}` },
    });
    return answer.statusCode;
  };
  return { ...opened, header, payload, signature, claims, read, askWith: ask };
}

describe('a forged token', () => {
  test('without a signature', async () => {
    const { claims, read, askWith } = await goodToken();
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await askWith(`${encode({ ...read, alg })}.${encode(claims)}.`)).toBe(401);
    }
  });

  test('signed with the public key as if it were a secret', async () => {
    const { claims, read, rooms, askWith } = await goodToken();
    const [jwk] = rooms.identity.publicKeys();
    for (const secret of [JSON.stringify(jwk), (jwk as { readonly x: string }).x]) {
      const signed = `${encode({ ...read, alg: 'HS256' })}.${encode(claims)}`;
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      expect(await askWith(`${signed}.${mac}`)).toBe(401);
    }
  });

  test('signed with another key, under the name of ours or bringing its own', async () => {
    const { claims, read, askWith } = await goodToken();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' }) as Record<string, string>;
    for (const header of [
      {},
      { kid: 'unknown' },
      { jwk },
      { jku: 'http://127.0.0.1:1/keys' },
      { x5u: 'http://127.0.0.1:1' },
    ]) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ ...read, alg: 'ES256', ...header })
        .sign(privateKey);
      expect(await askWith(token)).toBe(401);
    }
  });

  test('with claims changed, another kind, or of another audience', async () => {
    const { header, payload, signature, claims, read, askWith } = await goodToken();
    expect(await askWith(`${header}.${payload}.${signature}`)).toBe(200);
    expect(
      await askWith(
        `${header}.${encode({ ...claims, principal: { kind: 'user', userId: 'root' } })}.${signature}`,
      ),
    ).toBe(401);
    expect(await askWith(`${encode({ ...read, typ: 'JWT' })}.${payload}.${signature}`)).toBe(401);
    expect(await askWith(`${header}.${payload}.${signature.slice(0, -4)}AAAA`)).toBe(401);
    expect(await askWith(`${header}.${payload}`)).toBe(401);
  });
});

test('a token of another project opens nothing, by whatever path', async () => {
  const { ask, bearer } = await openTestApi();
  const authorization = await bearer(aWorkload({ project: 'other' }));
  for (const path of [
    '',
    '/environments',
    '/environments/main',
    '/environments/main/tasks',
    '/activities',
    '/user-access',
    '/audit',
  ]) {
    expect((await ask({ url: `/projects/shop${path}`, headers: { authorization } })).status).toBe(403);
  }
});

describe('API tokens that are none', () => {
  const exchange = (token: string) => ({
    contentType: 'application/x-www-form-urlencoded',
    body: `grant_type=api_token&api_token=${encodeURIComponent(token)}`,
    authorizationHeader: undefined,
    address: '203.0.113.7',
    userAgent: 'a guesser',
  });

  test('ten thousand: slowed after twenty, two rows in the audit log, and a right one is still taken', async () => {
    const { rooms, store, ask } = await openTestApi();
    const made = await ask({ method: 'POST', url: `/users/${userId}/api-tokens`, payload: { name: 'ci' } });
    const { token } = made.body as { token: string };
    const counts = new Map<number, number>();
    for (let i = 0; i < 10_000; i += 1) {
      const { status, headers } = await rooms.identity.token(exchange(newApiToken().token));
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(counts).toEqual(
      new Map([
        [400, 19],
        [429, 9981],
      ]),
    );
    expect((await rooms.identity.token(exchange(token))).status).toBe(200);
    const { body } = await ask('/audit?operation=token:exchange');
    expect(body).toMatchObject({ items: [{ count: 9999, address: '203.0.113.7' }, { count: 1 }] });
    const { rows } = await store.db
      .selectFrom('audit_log')
      .select('sequence')
      .execute()
      .then((found) => ({ rows: found }));
    expect(rows.length).toBeLessThan(5);
  });

  test('made up, expired, revoked: one answer for all, so that none tells whether it ever was one', async () => {
    const { rooms, store } = await openTestApi();
    const now = new Date();
    const past = new Date(now.getTime() - 1000);
    const shared = { userId, createdAt: past, lastUsedAt: null };
    const [expired, revoked] = [newApiToken(), newApiToken()];
    await insertApiToken(store.db, {
      ...shared,
      id: 'a',
      name: 'a',
      hash: expired.hash,
      expiresAt: past,
      revokedAt: null,
    });
    await insertApiToken(store.db, {
      ...shared,
      id: 'b',
      name: 'b',
      hash: revoked.hash,
      expiresAt: null,
      revokedAt: past,
    });
    const tokens = [
      newApiToken().token,
      expired.token,
      revoked.token,
      '',
      'x'.repeat(5000),
      'errand_',
      "' or 1=1 --",
    ];
    const answers = await Promise.all(
      tokens.filter((token) => token !== '').map((token) => rooms.identity.token(exchange(token))),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Invalid API token' },
      });
    }
  });

  test('a use costs a write once a minute at most', async () => {
    const { rooms, store, ask } = await openTestApi();
    const made = await ask({ method: 'POST', url: `/users/${userId}/api-tokens`, payload: { name: 'ci' } });
    const { token, id } = made.body as { token: string; id: string };
    const lastUsed = () =>
      store.db
        .selectFrom('api_tokens')
        .select('last_used_at_ms')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    await rooms.identity.token(exchange(token));
    const first = await lastUsed();
    for (let i = 0; i < 20; i += 1) await rooms.identity.token(exchange(token));
    expect(await lastUsed()).toEqual(first);
    await store.db
      .updateTable('api_tokens')
      .set({ last_used_at_ms: Date.now() - 61_000 })
      .where('id', '=', id)
      .execute();
    await rooms.identity.token(exchange(token));
    expect(Number((await lastUsed()).last_used_at_ms)).toBeGreaterThan(Date.now() - 60_000);
  });
});
