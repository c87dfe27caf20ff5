import { describe, expect, test } from 'vitest';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { aWorkload, openTestApi, userId } from './test-api.ts';

interface Entry {
  readonly operation: string;
  readonly result: string;
  readonly count: number;
}

async function withBob() {
  const opened = await openTestApi();
  await insertUser(opened.store.db, aUser({ id: 'bob', username: 'bob', email: 'bob@example.com' }));
  const bob = await opened.bearer({ kind: 'user', userId: 'bob' });
  const audit = async (query = '') =>
    ((await opened.ask(`/audit${query}`)).body as { readonly items: readonly Entry[] }).items;
  return { ...opened, bob, audit };
}

describe('the audit log', () => {
  test('has every change: who, from where, what, when', async () => {
    const { ask, audit } = await withBob();
    const headers = { 'user-agent': 'errand/1 \u0007test' };
    await ask({ method: 'POST', url: '/projects/shop/environments/main/tasks/report/run', headers });
    const [entry] = await audit();
    expect(entry).toMatchObject({
      actor: { kind: 'user', id: userId, name: 'ada' },
      address: '127.0.0.1',
      user_agent: 'errand/1  test',
      operation: 'task:run',
      target: { project: 'shop', environment: 'main', task: 'report' },
      result: 'done',
      status: 202,
      reason: null,
      count: 1,
      at: expect.stringMatching(/^20/),
    });
  });

  test('has every denied call, of people, of containers and of nobody', async () => {
    const { ask, api, bob, audit, bearer } = await withBob();
    await ask({ url: '/projects/other', headers: { authorization: bob } });
    await ask({ url: '/projects/other', headers: { authorization: await bearer(aWorkload()) } });
    await api.inject('/projects/other');
    expect(await audit('?result=denied')).toMatchObject([
      { actor: null, operation: 'project:view', status: 401, reason: 'unauthenticated' },
      { actor: { kind: 'workload', id: 'shop/main/web' }, status: 403, reason: 'forbidden' },
      { actor: { kind: 'user', name: 'bob' }, target: { project: 'other' }, status: 403 },
    ]);
  });

  test('has neither reads that were allowed nor requests that were wrong', async () => {
    const { ask, audit } = await withBob();
    await ask('/projects/shop');
    await ask({ method: 'POST', url: '/projects', payload: {} });
    await ask('/projects/unknown');
    expect(await audit()).toEqual([]);
  });

  test('counts refusals alike instead of listing them', async () => {
    const { ask, bob, audit } = await withBob();
    for (let i = 0; i < 50; i += 1) await ask({ url: '/projects/other', headers: { authorization: bob } });
    const entries = await audit();
    expect(entries.map(({ count }) => count)).toEqual([49, 1]);
  });

  test('is filtered, and read page by page', async () => {
    const { ask, audit } = await withBob();
    for (const name of ['a', 'b', 'c']) {
      await ask({ method: 'POST', url: `/users/bob/api-tokens`, payload: { name } });
    }
    await ask({
      method: 'POST',
      url: '/projects/shop/user-access',
      payload: { user_id: 'bob', permissions: ['viewer'] },
    });
    expect(await audit('?operation=api-token:create')).toHaveLength(3);
    expect(await audit('?project=shop')).toMatchObject([{ operation: 'user-access:edit' }]);
    expect(await audit('?actor=ada')).toHaveLength(4);
    expect(await audit('?actor=bob')).toEqual([]);
    expect(await audit(`?until=2020-01-01T00:00:00Z`)).toEqual([]);
    const page = (await audit('?count=2')) as unknown as { id: number }[];
    const next = await audit(`?count=2&before=${page[1]?.id}`);
    expect(next.map(({ operation }) => operation)).toEqual(['api-token:create', 'api-token:create']);
  });

  test('of a project is for its admins', async () => {
    const { ask, bob } = await withBob();
    const url = '/projects/shop/audit';
    expect((await ask({ url, headers: { authorization: bob } })).status).toBe(403);
    await ask({
      method: 'POST',
      url: '/projects/shop/user-access',
      payload: { user_id: 'bob', permissions: ['admin'] },
    });
    const { body } = await ask({ url, headers: { authorization: bob } });
    expect(body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ operation: 'user-access:edit' })]),
    });
    expect(JSON.stringify(body)).not.toContain('"other"');
    expect((await ask({ url: '/projects/other/audit', headers: { authorization: bob } })).status).toBe(403);
  });

  test('holds no password and no token', async () => {
    const { ask, audit } = await withBob();
    const made = await ask({ method: 'POST', url: '/users/bob/api-tokens', payload: { name: 'ci' } });
    const { token } = made.body as { token: string };
    await ask({ method: 'POST', url: '/users/bob/password', payload: { password: 'a very secret thing' } });
    await ask({ url: '/users/me', headers: { authorization: `Bearer ${token}` } });
    const text = JSON.stringify(await audit());
    expect(text).not.toContain(token);
    expect(text).not.toContain('a very secret thing');
  });
});
