import { describe, expect, test } from 'vitest';
import {
  allow,
  authorizeUrl,
  bobsTokens,
  codeGrant,
  newVerifier,
  openSignInServer,
  password,
  redirectUri,
  signInAsBob,
} from './sign-in-server.ts';

describe('signing in with a browser', () => {
  test('gives a program tokens that work, and only once for a code', async () => {
    const server = await openSignInServer();
    const { verifier, challenge } = newVerifier();
    const back = await signInAsBob(server.browser, authorizeUrl(challenge));
    expect(back.origin).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('a state');
    const grant = codeGrant(back, verifier);
    const { status, body } = await server.token(grant);
    expect([status, body.expires_in]).toEqual([200, 900]);
    const me = await server.ask({
      url: '/users/me',
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(me.body).toMatchObject({ id: 'bob' });
    // A code that comes twice was stolen once: all that came of it ends.
    expect((await server.token(grant)).body).toMatchObject({ error: 'invalid_grant' });
    const refresh = {
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token ?? '',
      client_id: 'upsun-cli',
    };
    expect((await server.token(refresh)).body).toMatchObject({ error: 'invalid_grant' });
  });

  test.each([
    ['another verifier', { code_verifier: newVerifier().verifier }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'http://127.0.0.1:5001' }],
  ])('gives nothing for %s', async (_what, change) => {
    const server = await openSignInServer();
    const { verifier, challenge } = newVerifier();
    const back = await signInAsBob(server.browser, authorizeUrl(challenge));
    const grant = codeGrant(back, verifier);
    const { status, body } = await server.token({ ...grant, ...change });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: expect.stringMatching(/^invalid_(grant|request)$/) });
    expect(body.error_description).toBeTypeOf('string');
  });

  test('takes the code as JSON, with the client in the body or in the header', async () => {
    const server = await openSignInServer();
    for (const where of ['body', 'header']) {
      const { verifier, challenge } = newVerifier();
      const url = authorizeUrl(challenge, { client_id: 'a.site-id' });
      const form = await server.browser.follow(await server.browser.get(url));
      const first = where === 'body';
      const consent = first
        ? await server.browser.follow(await server.browser.submit(form, { username: 'bob', password }))
        : form;
      const back = await allow(server.browser, consent);
      const body = {
        grant_type: 'authorization_code',
        code: back.searchParams.get('code'),
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...(first ? { client_id: 'a.site-id', client_secret: '' } : {}),
      };
      const headers = {
        'content-type': 'application/json',
        ...(first ? {} : { authorization: `Basic ${Buffer.from('a.site-id:').toString('base64')}` }),
      };
      const response = await fetch(`${server.base}/oauth2/token`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(await response.json()).toMatchObject({ expires_in: 900, token_type: 'Bearer' });
    }
  });

  test('asks again before a program may act, and takes no for an answer', async () => {
    const server = await openSignInServer();
    const { challenge } = newVerifier();
    const form = await server.browser.follow(await server.browser.get(authorizeUrl(challenge)));
    const consent = await server.browser.follow(
      await server.browser.submit(form, { username: 'bob', password }),
    );
    expect(consent.text).toContain('The upsun command wants to act as you');
    const left = await server.browser.follow(await server.browser.submit(consent, { answer: 'deny' }));
    expect(left.location).toContain(`${redirectUri}/?error=access_denied`);
  });

  test('lets somebody else sign in', async () => {
    const server = await openSignInServer();
    const { challenge } = newVerifier();
    const form = await server.browser.follow(await server.browser.get(authorizeUrl(challenge)));
    const consent = await server.browser.follow(
      await server.browser.submit(form, { username: 'bob', password }),
    );
    const again = await server.browser.follow(await server.browser.submit(consent, { answer: 'switch' }));
    expect(again.text).toContain('<h1>Sign in</h1>');
  });
});

describe('where a code may go', () => {
  test.each([
    'https://evil.example/',
    'http://127.0.0.1.evil.example:5000/',
    'http://evil.example:5000@127.0.0.1/',
    'http://127.0.0.1:5000/#x',
    'custom://127.0.0.1/',
    'not an address',
  ])('not to %s', async (uri) => {
    const server = await openSignInServer();
    const answer = await server.browser.get(authorizeUrl(newVerifier().challenge, { redirect_uri: uri }));
    expect(answer.status).toBe(400);
    expect(answer.location).toBeNull();
    expect(answer.text).toContain('This sign-in cannot go on');
  });

  test.each(['http://localhost:5003', 'http://[::1]:5010/back', 'http://127.0.0.1:49152/callback?x=1'])(
    'to %s',
    async (uri) => {
      const server = await openSignInServer();
      const answer = await server.browser.get(authorizeUrl(newVerifier().challenge, { redirect_uri: uri }));
      expect(answer.location).toMatch(/^\/signin\//);
    },
  );

  test('to nobody without PKCE', async () => {
    const server = await openSignInServer();
    const url = authorizeUrl('', { code_challenge: '', code_challenge_method: '' });
    const answer = await server.browser.get(url);
    expect(answer.location).toContain('error=invalid_request');
  });
});

describe('refresh tokens', () => {
  const refresh = (token: string | undefined) => ({
    grant_type: 'refresh_token',
    refresh_token: token ?? '',
    client_id: 'upsun-cli',
  });

  test('rotate; one that comes twice ends them all', async () => {
    const server = await openSignInServer();
    const first = await bobsTokens(server);
    const second = await server.token(refresh(first.refresh_token));
    expect(second.body).toMatchObject({ expires_in: 900, refresh_token: expect.any(String) });
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect((await server.token(refresh(first.refresh_token))).body).toMatchObject({ error: 'invalid_grant' });
    expect((await server.token(refresh(second.body.refresh_token))).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('are taken of one of many who use it at once', async () => {
    const server = await openSignInServer();
    const { refresh_token: token } = await bobsTokens(server);
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.token(refresh(token))));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    for (const { status, body } of answers) if (status !== 200) expect(body.error).toBe('invalid_grant');
  });

  test('are given back, and then are worth nothing', async () => {
    const server = await openSignInServer();
    const { refresh_token: token = '' } = await bobsTokens(server);
    const body = new URLSearchParams({
      client_id: 'upsun-cli',
      client_secret: '',
      token,
      token_type_hint: 'refresh_token',
    });
    const revoked = await fetch(`${server.base}/oauth2/revoke`, { method: 'POST', body });
    expect(revoked.status).toBe(200);
    expect((await server.token(refresh(token))).body).toMatchObject({ error: 'invalid_grant' });
  });

  test('end with the password, with the account and with its deactivation', async () => {
    const server = await openSignInServer();
    for (const end of [
      () => server.ask({ method: 'POST', url: '/users/bob/password', payload: { password } }),
      () => server.ask({ method: 'PATCH', url: '/users/bob', payload: { deactivated: true } }),
    ]) {
      const { refresh_token: token } = await bobsTokens(server);
      expect((await end()).status).toBe(200);
      expect((await server.token(refresh(token))).body).toMatchObject({ error: 'invalid_grant' });
    }
  });

  test('lie in the store as digests only', async () => {
    const server = await openSignInServer();
    const { refresh_token: token = '' } = await bobsTokens(server);
    const rows = await server.store.db.selectFrom('oauth_records').selectAll().execute();
    expect(rows.map(({ model }) => model)).toContain('RefreshToken');
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('what the server says of itself', () => {
  test('names its endpoints and keys', async () => {
    const { base, rooms } = await openSignInServer();
    const about = await (await fetch(`${base}/.well-known/openid-configuration`)).json();
    expect(about).toMatchObject({
      token_endpoint: `${base}/oauth2/token`,
      authorization_endpoint: `${base}/oauth2/authorize`,
      revocation_endpoint: `${base}/oauth2/revoke`,
      code_challenge_methods_supported: ['S256'],
    });
    const { keys } = (await (await fetch(`${base}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    await rooms.identity.rotateKey();
    const after = (await (await fetch(`${base}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    expect(after.keys).toHaveLength(2);
    expect(after.keys[1]?.kid).toBe(keys[0]?.kid);
  });

  test('signs with a new key after a rotation, and still knows what the former one signed', async () => {
    const server = await openSignInServer();
    const before = await bobsTokens(server);
    expect((await server.ask({ method: 'POST', url: '/keys/rotate' })).status).toBe(200);
    const after = await bobsTokens(server);
    const kid = (token = '') =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
    expect(kid(after.access_token)).not.toBe(kid(before.access_token));
    for (const { access_token: token } of [before, after]) {
      const me = await server.ask({ url: '/users/me', headers: { authorization: `Bearer ${token}` } });
      expect(me.status).toBe(200);
    }
  });
});
