import { describe, expect, test } from 'vitest';
import { hashApiToken, newApiToken } from '../../src/identity/api-token.ts';
import { insertApiToken } from '../../src/store/api-tokens/insert-api-token.ts';
import { openTestApi, userId } from './test-api.ts';

async function withApiToken() {
  const opened = await openTestApi();
  const { token } = newApiToken();
  const never = { lastUsedAt: null, expiresAt: null, revokedAt: null };
  await insertApiToken(opened.store.db, {
    id: 't',
    userId,
    name: 'cli',
    hash: hashApiToken(token),
    createdAt: new Date(),
    ...never,
  });
  return { ...opened, token };
}

const form = 'application/x-www-form-urlencoded';

describe('POST /oauth2/token', () => {
  test.each([
    ['a form', form, (token: string) => `grant_type=api_token&api_token=${token}`],
    [
      'JSON',
      'application/json',
      (token: string) => JSON.stringify({ grant_type: 'api_token', api_token: token }),
    ],
  ])('takes %s and gives a token that works', async (_, contentType, body) => {
    const { api, token } = await withApiToken();
    const headers = {
      'content-type': contentType,
      authorization: `Basic ${Buffer.from('any:').toString('base64')}`,
    };
    const answer = await api.inject({ method: 'POST', url: '/oauth2/token', headers, payload: body(token) });
    expect(answer.statusCode).toBe(200);
    const { access_token: accessToken, expires_in: expiresIn, token_type: type } = answer.json();
    expect([expiresIn, type]).toEqual([900, 'bearer']);
    const me = await api.inject({ url: '/users/me', headers: { authorization: `Bearer ${accessToken}` } });
    expect(me.json()).toMatchObject({ id: userId, first_name: 'Ada', last_name: 'King Lovelace' });
  });

  test('refuses a wrong token in words that the command knows', async () => {
    const { api } = await openTestApi();
    const payload = 'grant_type=api_token&api_token=errand_wrong';
    const answer = await api.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': form },
      payload,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid API token' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('answers without a body too', async () => {
    const { api } = await openTestApi();
    const answer = await api.inject({ method: 'POST', url: '/oauth2/token' });
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_request']);
  });
});

test('POST /oauth2/revoke needs no bearer', async () => {
  const { api } = await openTestApi();
  const answer = await api.inject({
    method: 'POST',
    url: '/oauth2/revoke',
    payload: 'token=x&token_type_hint=access_token',
    headers: { 'content-type': form },
  });
  expect(answer.statusCode).toBe(200);
});
