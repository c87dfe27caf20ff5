import { describe, expect, test } from 'vitest';
import { checkOperations, checkRoutes } from '../../src/api/access/check-routes.ts';
import { type Route, route } from '../../src/api/route.ts';
import { allRoutes } from '../../src/api/routes.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { anActivity } from './sample-activity.ts';
import { aWorkload, openTestApi } from './test-api.ts';

const main = '/projects/shop/environments/main';

describe('who is asked for a token', () => {
  test.each(['/', '/health', '/openapi.json'])('%s needs none', async (url) => {
    const { api } = await openTestApi();
    expect((await api.inject(url)).statusCode).toBe(200);
  });

  test('every other route answers 401 without one', async () => {
    const { api } = await openTestApi();
    const { paths } = (await api.inject('/openapi.json')).json();
    const operations = Object.entries<Record<string, { security?: unknown }>>(paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, { security }]) => ({
          method,
          path,
          isPublic: security !== undefined,
        })),
    );
    for (const { method, path, isPublic } of operations) {
      if (isPublic) continue;
      const { statusCode } = await api.inject({
        method: method.toUpperCase() as 'GET',
        url: path.replaceAll(/[{}]/g, ''),
      });
      expect([method, path, statusCode]).toEqual([method, path, 401]);
    }
    const open = operations.filter(({ isPublic }) => isPublic).map(({ path }) => path);
    const isPage = (path: string) => /^\/(signin|oauth2|\.well-known)\//.test(path);
    expect(open.filter((path) => !isPage(path)).toSorted()).toEqual(['/', '/health', '/openapi.json']);
  });
});

describe('a token that is no good', () => {
  test.each([
    ['missing', undefined],
    ['malformed', 'Basic YTpi'],
    ['malformed', 'Bearer nonsense'],
    ['expired', 'expired'],
  ])('%s: 401 that asks for no stronger login', async (reason, header) => {
    const { api, bearer } = await openTestApi();
    const expired = await bearer({ kind: 'user', userId: 'u' }, 60, new Date(Date.now() - 3_600_000));
    const authorization = header === 'expired' ? expired : header;
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await api.inject({ url: '/users/me', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(answer.json()).toMatchObject({
      status: 'error',
      code: 401,
      error: 'unauthenticated',
      detail: { reason },
    });
  });
});

describe('a container', () => {
  const asWorkload = async (url: string, method: 'GET' | 'POST' = 'GET', change = {}) => {
    const opened = await openTestApi();
    await insertActivity(opened.store.db, anActivity({ id: 'inmain', parameters: { task: 'report' } }));
    await insertActivity(opened.store.db, anActivity({ id: 'elsewhere', environment: 'empty' }));
    return opened.ask({ url, method, headers: { authorization: await opened.bearer(aWorkload(change)) } });
  };

  test.each([
    main,
    `${main}/activities`,
    `${main}/activities/inmain`,
    '/projects/shop/activities/inmain',
    `${main}/tasks/report`,
    `${main}/deployments/current`,
  ])('may read %s', async (url) => {
    expect((await asWorkload(url)).status).toBe(200);
  });

  test('may run and cancel its tasks', async () => {
    expect((await asWorkload(`${main}/tasks/report/run`, 'POST')).status).toBe(202);
    expect((await asWorkload('/projects/shop/activities/inmain/cancel', 'POST')).status).toBe(202);
  });

  test.each([
    '/projects',
    '/projects/shop/environments',
    '/projects/shop/environments/empty',
    '/projects/shop/activities/elsewhere',
    '/projects/other',
    '/projects/unknown',
    '/projects/unknown/environments/main/tasks',
    '/projects/unknown/activities/inmain',
    '/users/me',
    '/organizations',
  ])('is refused %s with 403, whether it exists or not', async (url) => {
    const { status, body } = await asWorkload(url);
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: 'forbidden', message: expect.stringContaining('web may not ') });
  });

  test('hears which authorization is missing', async () => {
    const { status, body } = await asWorkload(`${main}/tasks/export/run`, 'POST');
    expect(status).toBe(403);
    expect(body).toMatchObject({
      message: expect.stringContaining('{type: task, resource: export, action: operate}'),
      detail: { operation: 'task:run', project: 'shop', environment: 'main', task: 'export' },
    });
  });

  test('without authorizations may do nothing', async () => {
    expect((await asWorkload(main, 'GET', { authorizations: [] })).status).toBe(403);
  });
});

test('a route without an operation, or declared twice, is refused before anything is served', () => {
  const health = route({
    method: 'GET',
    path: '/x',
    operation: 'public',
    summary: '',
    status: 200,
    answer: '',
    handle: () => null,
  });
  const { operation: _, ...forgotten } = health;
  expect(() => checkRoutes([forgotten as Route])).toThrow('GET /x names no operation');
  expect(() => checkRoutes([health, health])).toThrow('GET /x is declared twice');
  const unknown = { ...health, operation: 'x:y' } as unknown as Route;
  expect(() => checkRoutes([unknown])).toThrow('GET /x names the operation x:y, which the table has not');
});

test('an operation that no route needs is refused, too', async () => {
  const { rooms } = await openTestApi();
  const routes = allRoutes(rooms, { version: '1', startedAt: new Date() });
  checkOperations(routes);
  const fewer = routes.filter(({ operation }) => operation !== 'project:delete');
  expect(() => checkOperations(fewer)).toThrow('no route needs: project:delete');
});

test('a refusal repeats what was asked, and tells nothing of what is there', async () => {
  const opened = await openTestApi();
  const { db } = opened.store;
  await insertUser(db, aUser({ id: 'mallory', username: 'mallory', email: 'mallory@example.com' }));
  const hidden = { id: 'hidden', environment: 'empty', parameters: { task: 'audit-task' } };
  await insertActivity(db, anActivity(hidden));
  for (const principal of [{ kind: 'user', userId: 'mallory' } as const, aWorkload({ project: 'other' })]) {
    const headers = { authorization: await opened.bearer(principal) };
    const answers = await Promise.all(
      ['hidden', 'unknown'].map((id) => opened.ask({ url: `/projects/shop/activities/${id}`, headers })),
    );
    const [there, absent] = answers.map(({ status, body }) => ({ status, body }));
    expect(there).toEqual(absent);
    expect(there).toMatchObject({
      status: 403,
      body: { detail: { operation: 'activity:view', project: 'shop' } },
    });
    expect(JSON.stringify(there)).not.toMatch(/audit-task|empty/);
    const [one, two] = await Promise.all(
      ['main', 'unknown'].map((name) => opened.ask({ url: `/projects/shop/environments/${name}`, headers })),
    );
    expect(JSON.stringify(one?.body).replaceAll('main', 'unknown')).toBe(
      JSON.stringify(two?.body).replaceAll('main', 'unknown'),
    );
  }
});
