import { describe, expect, test } from 'vitest';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { openTestApi, userId } from './test-api.ts';

type Body = Readonly<Record<string, unknown>>;

/** Bob may do nothing yet. */
async function withBob() {
  const opened = await openTestApi();
  await insertUser(opened.store.db, aUser({ id: 'bob', username: 'bob', email: 'bob@example.com' }));
  const authorization = await opened.bearer({ kind: 'user', userId: 'bob' });
  const asBob: typeof opened.ask = (request) => {
    const options = typeof request === 'string' ? { url: request } : request;
    return opened.ask({ ...options, headers: { authorization } });
  };
  return { ...opened, asBob };
}

describe('users', () => {
  test('are made with a password for one sign-in, listed, changed and deleted', async () => {
    const { ask } = await openTestApi();
    const payload = { email: 'Eve@Example.com', display_name: 'Eve Online', is_owner: true };
    const made = await ask({ method: 'POST', url: '/users', payload });
    expect(made).toMatchObject({
      status: 201,
      body: { username: 'eve', email: 'eve@example.com', is_owner: true },
    });
    const { id, password } = made.body as { id: string; password: string };
    expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    const { body: list } = await ask('/users');
    expect(list).toMatchObject({ count: 2, items: [{ username: 'ada' }, { username: 'eve' }] });
    expect(JSON.stringify(list)).not.toContain('argon2');
    const changed = await ask({
      method: 'PATCH',
      url: `/users/${id}`,
      payload: { display_name: 'E', is_owner: false },
    });
    expect(changed.body).toMatchObject({ display_name: 'E', is_owner: false });
    expect((await ask({ method: 'DELETE', url: `/users/${id}` })).status).toBe(204);
    expect((await ask(`/users/${id}`)).body).toMatchObject({ error: 'user_not_found' });
  });

  test.each([
    [{ email: 'no address' }, 'body.email'],
    [{ email: 'x@example.com', username: 'Not Good' }, 'body.username'],
    [{ email: 'x@example.com', display_name: 'a\u001b[31m' }, 'body.display_name'],
    [{ email: 'x@example.com', is_god: true }, 'is_god'],
  ])('are refused as %j, naming %s', async (payload, place) => {
    const { ask } = await openTestApi();
    const { status, body } = await ask({ method: 'POST', url: '/users', payload });
    expect(status).toBe(400);
    expect((body as Body).message).toContain(place);
  });

  test('share neither name nor address', async () => {
    const { ask } = await withBob();
    const twice = await ask({
      method: 'POST',
      url: '/users',
      payload: { email: 'BOB@example.com', username: 'robert' },
    });
    expect([twice.status, (twice.body as Body).error]).toEqual([409, 'conflict']);
    const taken = await ask({ method: 'PATCH', url: '/users/bob', payload: { username: 'ada' } });
    expect(taken.status).toBe(409);
  });

  test('change their display name, and nothing that would give them more', async () => {
    const { asBob } = await withBob();
    expect(
      (await asBob({ method: 'PATCH', url: '/users/bob', payload: { display_name: 'Bob B' } })).status,
    ).toBe(200);
    for (const payload of [
      { is_administrator: true },
      { is_owner: true },
      { email: 'ada2@example.com' },
      { username: 'x' },
    ]) {
      const { status, body } = await asBob({ method: 'PATCH', url: '/users/bob', payload });
      expect([status, (body as Body).error]).toEqual([403, 'forbidden']);
    }
  });

  test('the last administrator stays one', async () => {
    const { ask } = await withBob();
    const url = `/users/${userId}`;
    expect((await ask({ method: 'DELETE', url })).body).toMatchObject({ error: 'conflict' });
    expect((await ask({ method: 'PATCH', url, payload: { is_administrator: false } })).status).toBe(409);
    expect((await ask({ method: 'PATCH', url, payload: { deactivated: true } })).status).toBe(409);
    expect((await ask('/users/me')).body).toMatchObject({ is_administrator: true, deactivated: false });
    await ask({ method: 'PATCH', url: '/users/bob', payload: { is_administrator: true } });
    expect((await ask({ method: 'PATCH', url, payload: { is_administrator: false } })).status).toBe(200);
  });

  test('that are deactivated are let in with no token', async () => {
    const { ask, asBob } = await withBob();
    const made = await asBob({ method: 'POST', url: '/users/bob/api-tokens', payload: { name: 'ci' } });
    const { token } = made.body as { token: string };
    await ask({ method: 'PATCH', url: '/users/bob', payload: { deactivated: true } });
    expect((await asBob('/users/me')).body).toMatchObject({
      error: 'unauthenticated',
      detail: { reason: 'user' },
    });
    const payload = { grant_type: 'api_token', api_token: token };
    expect((await ask({ method: 'POST', url: '/oauth2/token', payload })).body).toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('passwords', () => {
  test('are changed by their owner with the present one', async () => {
    const { ask, asBob, rooms } = await withBob();
    const url = '/users/bob/password';
    const given = (await ask({ method: 'POST', url })).body as { password: string };
    const bob = await rooms.identity.user('bob');
    if (bob === null) throw new Error('bob is gone');
    expect(await rooms.people.checkPassword(bob, given.password)).toBe('right_but_must_change');
    const password = 'a password of my own';
    expect((await asBob({ method: 'POST', url, payload: { password } })).status).toBe(403);
    const wrong = { password, current_password: 'not it' };
    expect((await asBob({ method: 'POST', url, payload: wrong })).status).toBe(403);
    const weak = { password: 'bob', current_password: given.password };
    expect((await asBob({ method: 'POST', url, payload: weak })).body).toMatchObject({
      error: 'request_invalid',
    });
    const right = { password, current_password: given.password };
    expect((await asBob({ method: 'POST', url, payload: right })).status).toBe(200);
    expect(await rooms.people.checkPassword(bob, password)).toBe('right');
    expect(await rooms.people.checkPassword(bob, given.password)).toBe('wrong');
  });

  test('of others are nobody’s business', async () => {
    const { asBob } = await withBob();
    const { status } = await asBob({ method: 'POST', url: `/users/${userId}/password` });
    expect(status).toBe(403);
  });
});

describe('API tokens', () => {
  test('are shown once, work, record their use, and end when they are revoked', async () => {
    const { ask, asBob } = await withBob();
    const made = await asBob({ method: 'POST', url: '/users/bob/api-tokens', payload: { name: 'ci' } });
    expect(made.status).toBe(201);
    const { id, token } = made.body as { id: string; token: string };
    expect(token).toMatch(/^errand_[\w-]{43}$/);
    const exchange = () =>
      ask({ method: 'POST', url: '/oauth2/token', payload: { grant_type: 'api_token', api_token: token } });
    expect((await exchange()).body).toMatchObject({ expires_in: 900 });
    const { body: list } = await asBob('/users/bob/api-tokens');
    expect(list).toMatchObject([
      { id, name: 'ci', last_used_at: expect.stringMatching(/^20/), expires_at: null },
    ]);
    expect(JSON.stringify(list)).not.toContain(token);
    expect((await asBob({ method: 'DELETE', url: `/users/bob/api-tokens/${id}` })).status).toBe(204);
    expect((await exchange()).body).toMatchObject({ error: 'invalid_grant' });
    expect((await asBob('/users/bob/api-tokens')).body).toEqual([]);
    expect((await asBob(`/users/bob/api-tokens/${id}`)).body).toMatchObject({ error: 'api_token_not_found' });
  });

  test('have one name each and a time that lies ahead', async () => {
    const { asBob } = await withBob();
    const create = (payload: object) => asBob({ method: 'POST', url: '/users/bob/api-tokens', payload });
    expect((await create({ name: 'ci', expires_at: '2999-01-01T00:00:00Z' })).status).toBe(201);
    expect((await create({ name: 'ci' })).body).toMatchObject({ error: 'conflict' });
    expect((await create({ name: 'old', expires_at: '2020-01-01T00:00:00Z' })).body).toMatchObject({
      message: expect.stringContaining('body.expires_at'),
    });
    expect((await create({ name: '' })).status).toBe(400);
  });

  test('are one’s own: nobody else sees, makes or revokes them', async () => {
    const { ask, asBob } = await withBob();
    const mine = await ask({ method: 'POST', url: `/users/${userId}/api-tokens`, payload: { name: 'mine' } });
    const { id } = mine.body as { id: string };
    expect((await asBob(`/users/${userId}/api-tokens`)).status).toBe(403);
    expect((await asBob({ method: 'DELETE', url: `/users/${userId}/api-tokens/${id}` })).status).toBe(403);
    // By way of one's own path neither.
    expect((await asBob({ method: 'DELETE', url: `/users/bob/api-tokens/${id}` })).status).toBe(404);
    expect((await ask(`/users/${userId}/api-tokens/${id}`)).status).toBe(200);
  });
});

describe('roles in projects', () => {
  const grant = { user_id: 'bob', permissions: ['viewer', 'development:contributor'] };
  const access = '/projects/shop/user-access';

  test('are given, listed, changed and taken away, and count at once', async () => {
    const { ask, asBob } = await withBob();
    expect((await asBob('/projects/shop')).status).toBe(403);
    expect((await ask({ method: 'POST', url: access, payload: [grant] })).status).toBe(204);
    expect((await asBob('/projects/shop')).status).toBe(200);
    expect((await asBob('/projects/shop/environments/main')).status).toBe(403);
    expect((await ask(access)).body).toMatchObject({
      items: [{ user_id: 'bob', resource_id: 'shop', permissions: grant.permissions }],
      _links: { 'ref:users:0': { href: '/ref/users?in=bob' } },
    });
    const url = `${access}/bob`;
    expect(
      (await ask({ method: 'PATCH', url, payload: { permissions: ['production:viewer'] } })).body,
    ).toMatchObject({
      permissions: ['viewer', 'production:viewer'],
    });
    expect((await asBob('/projects/shop/environments/main')).status).toBe(200);
    expect((await asBob('/users/bob/project-access')).body).toMatchObject({
      items: [{ resource_id: 'shop' }],
    });
    expect((await ask({ method: 'DELETE', url })).status).toBe(204);
    expect((await asBob('/projects/shop')).status).toBe(403);
    expect((await ask(url)).body).toMatchObject({ error: 'access_not_found' });
  });

  test('are given by a project’s admin, to its own projects only', async () => {
    const { ask, asBob, store } = await withBob();
    await insertUser(store.db, aUser({ id: 'eve', username: 'eve', email: 'eve@example.com' }));
    await ask({ method: 'POST', url: access, payload: { user_id: 'bob', permissions: ['admin'] } });
    const payload = { project_id: 'shop', permissions: ['viewer'] };
    const url = '/users/eve/project-access';
    expect((await asBob({ method: 'POST', url, payload })).status).toBe(204);
    expect((await asBob({ method: 'POST', url, payload: { ...payload, project_id: 'other' } })).status).toBe(
      403,
    );
    expect((await asBob(`${url}/shop`)).body).toMatchObject({ permissions: ['viewer'] });
    expect((await asBob({ method: 'DELETE', url: `${url}/shop` })).status).toBe(204);
  });

  test.each([
    [[], 'Name a role'],
    [['owner'], 'There is no role "owner"'],
    [['admin', 'staging:viewer'], 'no other role beside it'],
  ])('%j are refused: %s', async (permissions, message) => {
    const { ask } = await withBob();
    const { status, body } = await ask({
      method: 'POST',
      url: access,
      payload: { user_id: 'bob', permissions },
    });
    expect([status, (body as Body).message]).toEqual([400, expect.stringContaining(message)]);
  });

  test('are given to nobody where one of several is unknown', async () => {
    const { ask } = await withBob();
    const payload = [grant, { user_id: 'nobody', permissions: ['viewer'] }];
    expect((await ask({ method: 'POST', url: access, payload })).status).toBe(404);
    expect((await ask(access)).body).toMatchObject({ items: [] });
  });

  test('by invitation let a user of the server in at once', async () => {
    const { ask, asBob } = await withBob();
    const url = '/projects/shop/invitations';
    const permissions = [{ type: 'staging', role: 'viewer' }];
    const payload = { email: 'Bob@example.com', role: 'viewer', permissions, environments: [], force: false };
    expect((await ask({ method: 'POST', url, payload })).body).toMatchObject({ state: 'accepted' });
    expect((await asBob('/projects/shop')).status).toBe(200);
    const unknown = await ask({ method: 'POST', url, payload: { email: 'new@example.com' } });
    expect(unknown.body).toMatchObject({
      error: 'user_not_found',
      detail: { hint: expect.stringContaining('user:create') },
    });
  });

  test('names of users are for those who share a project', async () => {
    const { ask, asBob } = await withBob();
    expect((await asBob(`/ref/users?in=bob,${userId}`)).body).toEqual({ bob: expect.anything() });
    await ask({ method: 'POST', url: access, payload: [grant, { user_id: userId, permissions: ['admin'] }] });
    expect(Object.keys((await asBob(`/ref/users?in=bob,${userId}`)).body as object)).toEqual(['bob', userId]);
  });

  test('go by types of environments', async () => {
    const { ask } = await openTestApi();
    expect((await ask('/projects/shop/environment-types')).body).toMatchObject([
      { id: 'production' },
      { id: 'staging' },
      { id: 'development' },
    ]);
    expect((await ask('/projects/shop/environment-types/test')).status).toBe(404);
  });
});
