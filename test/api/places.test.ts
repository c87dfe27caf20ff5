import { describe, expect, test } from 'vitest';
import { openTestApi, userId } from './test-api.ts';

type Body = Readonly<Record<string, unknown>>;

describe('projects', () => {
  test('are created, listed and found', async () => {
    const { ask } = await openTestApi();
    const made = await ask({
      method: 'POST',
      url: '/projects',
      payload: { id: 'blog', title: 'Blog', default_branch: 'trunk' },
    });
    expect(made).toMatchObject({ status: 201, headers: { location: '/projects/blog' } });
    expect(made.body).toMatchObject({ id: 'blog', title: 'Blog', default_branch: 'trunk' });
    expect((await ask('/projects/blog')).body).toEqual(made.body);
    const { body } = await ask('/projects');
    expect((body as Body[]).map(({ id }) => id)).toEqual(['blog', 'other', 'shop']);
  });

  test('get an id and a branch of their own where the request names none', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask({ method: 'POST', url: '/projects', payload: { title: 'Blog' } });
    expect(body).toMatchObject({ id: expect.stringMatching(/^[a-z0-9]{13}$/), default_branch: 'main' });
  });

  test('conflict where the id is taken', async () => {
    const { ask } = await openTestApi();
    const { status, body } = await ask({
      method: 'POST',
      url: '/projects',
      payload: { id: 'shop', title: 'x' },
    });
    expect([status, (body as Body).error]).toEqual([409, 'conflict']);
  });

  test.each([
    [{ title: 5 }, 'body.title'],
    [{}, 'body.title'],
    [undefined, 'body'],
    [{ title: 'x', id: 'No Good' }, 'body.id'],
    [{ title: 'x', id: 'a--b' }, 'body.id'],
    [{ title: 'x', default_branch: '../x' }, 'body.default_branch'],
    [{ title: 'x', region: 'eu' }, 'region'],
  ])('are refused as %j, naming %s', async (payload, path) => {
    const { ask } = await openTestApi();
    const { status, body } = await ask({
      method: 'POST',
      url: '/projects',
      ...(payload === undefined ? {} : { payload }),
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'request_invalid', message: expect.stringContaining(path) });
  });

  test('that are unknown are 404', async () => {
    const { ask } = await openTestApi();
    for (const rest of [
      '',
      '/environments',
      '/settings',
      '/activities',
      '/environments/main',
      '/activities/x/log',
    ]) {
      const { status, body } = await ask(`/projects/unknown${rest}`);
      expect([status, (body as Body).error]).toEqual([404, 'project_not_found']);
    }
  });
});

describe('environments', () => {
  test('have names with slashes, encoded in paths and links', async () => {
    const { ask } = await openTestApi();
    const { status, body } = await ask('/projects/shop/environments/feature%2Flogin');
    expect(status).toBe(200);
    const self = { href: '/projects/shop/environments/feature%2Flogin' };
    const address = { href: 'http://feature-login-3ecl9ke--shop.localhost:8787/' };
    expect(body).toMatchObject({
      id: 'feature/login',
      status: 'active',
      parent: 'main',
      _links: { self, 'public-url': address },
    });
    expect((await ask('/projects/shop/environments/feature%2Flogin/tasks/report')).status).toBe(200);
  });

  test('without a deployment are inactive and have no address', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask('/projects/shop/environments/empty');
    expect(body).toMatchObject({
      status: 'inactive',
      has_deployment: false,
      created_at: '2026-08-01T10:00:00.000000+00:00',
    });
    expect((body as { _links: Body })._links).not.toHaveProperty('public-url');
  });

  test('that are unknown are answered with those that exist', async () => {
    const { ask } = await openTestApi();
    const { status, body } = await ask('/projects/shop/environments/mian');
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: 'environment_not_found',
      detail: { environments: ['empty', 'feature/login', 'main'] },
    });
  });
});

describe('deployments', () => {
  test('have the addresses that really lead to them', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask('/projects/shop/environments/main/deployments/current');
    expect(body).toMatchObject({
      routes: {
        'http://main--shop.localhost:8787/': { type: 'upstream', primary: true, upstream: 'web:http' },
        'http://main--shop.localhost:8787/old': { type: 'redirect', primary: false },
      },
      workers: { 'web--mail': { app: 'web' } },
      tasks: { report: { name: 'report' } },
    });
  });

  test('are found by current, next and their id, and by nothing else', async () => {
    const { ask } = await openTestApi();
    const deployments = '/projects/shop/environments/main/deployments';
    for (const id of ['current', 'next', 'deployment-main'])
      expect((await ask(`${deployments}/${id}`)).status).toBe(200);
    expect((await ask(`${deployments}/older`)).status).toBe(404);
    expect((await ask('/projects/shop/environments/empty/deployments/current')).body).toMatchObject({
      error: 'not_deployed',
    });
  });
});

describe('what lists of projects ask for', () => {
  test('goes from access to references', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask(`/users/${userId}/extended-access?filter[resource_type]=project`);
    expect(body).toMatchObject({
      items: [
        { resource_id: 'other' },
        { resource_id: 'shop', resource_type: 'project', permissions: ['admin'] },
      ],
      _links: { 'ref:projects:0': { href: '/ref/projects?in=other,shop' } },
    });
    const references = await ask('/ref/projects?in=shop,gone');
    expect(references.body).toEqual({ shop: expect.objectContaining({ vendor: 'upsun', status: 'active' }) });
    expect((await ask('/ref/projects')).status).toBe(400);
  });

  test('finds the organization by id and by name', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask('/organizations/name%3Derrand');
    expect(body).toMatchObject({ id: '01ERRAND000000000000000000', name: 'errand' });
    expect((await ask(`/users/${userId}/organizations`)).body).toMatchObject({ items: [{ name: 'errand' }] });
    expect((await ask('/users/somebody/organizations')).status).toBe(404);
  });
});
