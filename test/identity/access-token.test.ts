import { base64url, exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { inspectAccessToken, issueAccessToken, readAccessToken } from '../../src/identity/access-token.ts';
import { newApiToken } from '../../src/identity/api-token.ts';
import { loadSigningKey, type SigningKey } from '../../src/identity/signing-key.ts';
import { user, web } from './principals.ts';
import { temporaryFolder } from './temporary-folder.ts';

let key: SigningKey;
let claims: Record<string, unknown>;

function decode(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

beforeEach(async () => {
  key = await loadSigningKey(temporaryFolder());
  claims = decode(await issueAccessToken(key, user, 900));
});

function sign(payload: Record<string, unknown>, header = { alg: 'ES256', typ: 'at+jwt' }): Promise<string> {
  return new SignJWT(payload).setProtectedHeader(header).sign(key.privateKey);
}

async function refusal(token: string, now?: Date): Promise<unknown> {
  const error = await readAccessToken(key, token, now).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ code: 'unauthenticated', httpStatus: 401 });
  return error.details.reason;
}

describe('a token of this server', () => {
  test.each([user, web])('brings back the principal: $kind', async (principal) => {
    expect(await readAccessToken(key, await issueAccessToken(key, principal, 60))).toEqual(principal);
  });

  test('has the claims that clients read', async () => {
    expect(claims).toMatchObject({ iss: 'errand', aud: 'errand-api', sub: 'u1', jti: expect.any(String) });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
    expect(decode(await issueAccessToken(key, web, 60)).sub).toBe('p1/main/web');
  });

  test('is another one each time', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => issueAccessToken(key, user, 60)));
    expect(first).not.toBe(second);
  });

  test('ends when it says', async () => {
    const now = new Date(1_800_000_000_500);
    const token = await issueAccessToken(key, user, 60, now);
    expect((await inspectAccessToken(key, token, now)).expiresAt.getTime()).toBe(1_800_000_060_000);
    expect(await readAccessToken(key, token, new Date(1_800_000_059_900))).toEqual(user);
    expect(await refusal(token, new Date(1_800_000_060_000))).toBe('expired');
  });

  test('is verified once', async () => {
    const token = await issueAccessToken(key, web, 60);
    const first = await inspectAccessToken(key, token);
    const verify = vi.spyOn(crypto.subtle, 'verify');
    onTestFinished(() => verify.mockRestore());
    expect(await inspectAccessToken(key, token)).toBe(first);
    expect(verify).not.toHaveBeenCalled();
    expect(await inspectAccessToken(key, await issueAccessToken(key, web, 60))).toEqual({
      ...first,
      expiresAt: expect.any(Date),
    });
    expect(verify).toHaveBeenCalledOnce();
  });

  test('is worth nothing to another server, and nothing once its key is given up', async () => {
    const token = await issueAccessToken(key, user, 60);
    await readAccessToken(key, token);
    const { kid } = key;
    const find = vi.spyOn(key, 'find').mockImplementation((asked) => (asked === kid ? null : key.publicKey));
    expect(await refusal(token)).toBe('signature');
    find.mockRestore();
    expect(await readAccessToken(key, token)).toEqual(user);
    key = await loadSigningKey(temporaryFolder());
    expect(await refusal(token)).toBe('signature');
  });
});

describe('an attack is refused', () => {
  test('alg none', async () => {
    const unsecured = new UnsecuredJWT(claims).encode();
    expect(await refusal(unsecured)).toBe('signature');
    const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt' }));
    const [, payload, signature] = (await sign(claims)).split('.');
    expect(await refusal(`${header}.${payload}.${signature}`)).toBe('signature');
  });

  test('HS256 with the public key as the secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(key.publicKey));
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(secret);
    expect(await refusal(token)).toBe('signature');
  });

  test('another key', async () => {
    const other = await loadSigningKey(temporaryFolder());
    expect(await refusal(await issueAccessToken(other, user, 900))).toBe('signature');
  });

  test('another key that the header brings along', async () => {
    const other = await loadSigningKey(temporaryFolder());
    const jwk = await crypto.subtle.exportKey('jwk', other.publicKey);
    const header = {
      alg: 'ES256',
      typ: 'at+jwt',
      jwk: { kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' },
    };
    expect(await refusal(await new SignJWT(claims).setProtectedHeader(header).sign(other.privateKey))).toBe(
      'signature',
    );
  });

  test('an altered claim', async () => {
    const [header, , signature] = (await sign(claims)).split('.');
    const forged = base64url.encode(
      JSON.stringify({ ...claims, principal: { kind: 'user', userId: 'admin' } }),
    );
    expect(await refusal(`${header}.${forged}.${signature}`)).toBe('signature');
  });

  test('an expired token, altered: the signature is looked at first', async () => {
    const [header, payload] = (await sign({ ...claims, exp: 1 })).split('.');
    expect(await refusal(`${header}.${payload}.${base64url.encode('x'.repeat(64))}`)).toBe('signature');
  });

  test.each([
    ['another issuer', { iss: 'someone' }],
    ['another audience', { aud: 'errand-console' }],
    ['no end', { exp: undefined }],
    ['a principal of no known kind', { principal: { kind: 'root' } }],
    ['a workload without its environment', { principal: { ...web, environment: undefined } }],
  ])('%s', async (_name, change) => {
    expect(await refusal(await sign({ ...claims, ...change }))).toBe('malformed');
  });

  test('a JWT that is no access token', async () => {
    expect(await refusal(await sign(claims, { alg: 'ES256', typ: 'JWT' }))).toBe('malformed');
  });

  test.each(['', 'x', 'a.b.c', '..', `${'a'.repeat(5000)}.b.c`, '{}'])('nonsense: %.10s', async (token) => {
    expect(await refusal(token)).toBe('malformed');
  });
});

test('an API token used as an access token is told what it is', async () => {
  await expect(readAccessToken(key, newApiToken().token)).rejects.toThrow('exchange it at /oauth2/token');
});
