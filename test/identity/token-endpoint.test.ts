import { describe, expect, test } from 'vitest';
import { inspectAccessToken, issueAccessToken, readAccessToken } from '../../src/identity/access-token.ts';
import { newApiToken } from '../../src/identity/api-token.ts';
import { loadSigningKey } from '../../src/identity/signing-key.ts';
import { exchangeToken, revokeToken } from '../../src/identity/token-endpoint.ts';
import { user, web } from './principals.ts';
import { temporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-01T12:00:00Z');
const { token, hash } = newApiToken();
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

async function dependencies() {
  return {
    key: await loadSigningKey(temporaryFolder()),
    now: () => now,
    findUserByApiTokenHash: async (asked: string) => (asked === hash ? { userId: 'u1' } : null),
  };
}

async function exchange(body: string | undefined, authorizationHeader?: string, contentType?: string) {
  const deps = await dependencies();
  return { deps, answer: await exchangeToken({ body, authorizationHeader, contentType }, deps) };
}

const form = `grant_type=api_token&api_token=${token}`;
const json = JSON.stringify({ grant_type: 'api_token', api_token: token });

describe('an API token becomes an access token', () => {
  test.each([
    [
      'as the documented curl sends it',
      form,
      basic('platform-api-user:'),
      'application/x-www-form-urlencoded',
    ],
    ['as JSON', json, basic('platform-cli:'), 'application/json'],
    ['as JSON that calls itself a form', json, undefined, 'application/x-www-form-urlencoded'],
    ['as a form that calls itself JSON', form, undefined, 'application/json'],
    ['with the client in the body', `${form}&client_id=upsun-cli&client_secret=`, undefined, undefined],
    ['with no client at all', form, undefined, undefined],
    ['beside an old bearer token', form, 'Bearer abc', undefined],
  ])('%s', async (_name, body, authorization, contentType) => {
    const { deps, answer } = await exchange(body, authorization, contentType);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { expires_in: 900, token_type: 'bearer', scope: '' },
    });
    expect(await readAccessToken(deps.key, String(answer.body.access_token), now)).toEqual(user);
  });
});

describe('an access token given as API token', () => {
  test.each([user, web])('keeps its rights and its end: $kind', async (principal) => {
    const deps = await dependencies();
    const issued = await issueAccessToken(deps.key, principal, 300, new Date(now.getTime() - 100_000));
    const body = `grant_type=api_token&api_token=${issued}`;
    const answer = await exchangeToken(
      { body, authorizationHeader: undefined, contentType: undefined },
      deps,
    );
    expect(answer).toMatchObject({ status: 200, body: { expires_in: 200, scope: '' } });
    const content = await inspectAccessToken(deps.key, String(answer.body.access_token), now);
    expect(content).toEqual({ principal, expiresAt: new Date(now.getTime() + 200_000) });
  });

  test('is refused once expired, and of another server', async () => {
    const deps = await dependencies();
    const other = await dependencies();
    const late = await issueAccessToken(deps.key, user, 60, new Date(now.getTime() - 60_000));
    const foreign = await issueAccessToken(other.key, user, 900, now);
    for (const given of [late, foreign]) {
      const body = `grant_type=api_token&api_token=${given}`;
      const answer = await exchangeToken(
        { body, authorizationHeader: undefined, contentType: undefined },
        deps,
      );
      expect(answer.body).toEqual({ error: 'invalid_grant', error_description: 'Invalid API token' });
    }
  });
});

describe('a refusal has the words that clients look for', () => {
  test.each([
    ['a wrong token', 'grant_type=api_token&api_token=errand_no', 'invalid_grant', 'Invalid API token'],
    ['an empty token', 'grant_type=api_token&api_token=', 'invalid_grant', 'Invalid API token'],
    ['no token', 'grant_type=api_token', 'invalid_request', 'api_token'],
    ['an unknown grant', 'grant_type=password', 'unsupported_grant_type', 'api_token'],
    ['a container’s grant', 'grant_type=client_credentials', 'unsupported_grant_type', 'localhost:8200'],
    ['no grant', 'api_token=x', 'invalid_request', 'grant_type'],
    ['no body', undefined, 'invalid_request', 'no Content-Type'],
    ['broken JSON', '{', 'invalid_request', 'JSON'],
  ])('%s', async (_name, body, error, description) => {
    const { answer } = await exchange(body);
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'cache-control': 'no-store' },
      body: { error, error_description: expect.stringContaining(description) },
    });
  });

  test('the CLI compares this one', async () => {
    const { answer } = await exchange('grant_type=api_token&api_token=no');
    expect(answer.body).toEqual({ error: 'invalid_grant', error_description: 'Invalid API token' });
  });

  test.each([
    ['in Basic', form, basic('me:secret')],
    ['in the body', `${form}&client_secret=secret`, undefined],
  ])('a client secret %s', async (_name, body, authorization) => {
    const { answer } = await exchange(body, authorization);
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

test('revoking always succeeds', () => {
  expect(revokeToken()).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
});
