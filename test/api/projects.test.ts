import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { recordDeletionFailure } from '../../src/store/projects/mark-deletion.ts';
import { putGrant } from '../../src/store/user-access/put-grant.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { anActivity } from './sample-activity.ts';
import { aWorkload, openTestApi, type TestApi, userId } from './test-api.ts';

const shop = '/projects/shop';
const main = `${shop}/environments/main`;
const inOrganization = '/organizations/01ERRAND000000000000000000/projects';

interface Document {
  readonly status: { readonly code: string; readonly message: string };
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

async function documentOf({ ask }: TestApi, headers = {}): Promise<Document> {
  return (await ask({ url: shop, headers })).body as Document;
}

const linksOf = ({ _links }: Document) =>
  Object.keys(_links)
    .filter((name) => name.startsWith('#'))
    .toSorted();

/** As somebody with a role in the project. */
async function asMember({ store, bearer }: TestApi, role: 'admin' | 'viewer') {
  const user = aUser({ id: role, username: role, email: `${role}@example.com` });
  await insertUser(store.db, user);
  const now = new Date();
  const access = { role, types: {} };
  await putGrant(store.db, { userId: role, project: 'shop', access, grantedAt: now, updatedAt: now });
  return { authorization: await bearer({ kind: 'user', userId: role }) };
}

describe('a project', () => {
  test('is changed as a whole or in part', async () => {
    const { ask } = await openTestApi();
    const payload = { title: ' Shop ', description: 'It sells.', timezone: 'Europe/Berlin' };
    const changed = await ask({ method: 'PATCH', url: shop, payload });
    const entity = { id: 'shop', ...payload, title: 'Shop', default_branch: 'main' };
    expect(changed).toMatchObject({
      status: 200,
      body: { status: 'updated', code: 200, _embedded: { entity, activities: [] } },
    });
    const part = { default_branch: 'feature/login' };
    expect((await ask({ method: 'PATCH', url: shop, payload: part })).status).toBe(200);
    expect((await ask(shop)).body).toMatchObject({ ...entity, ...part });
    expect((await ask(`${inOrganization}/shop`)).body).toMatchObject({ timezone: 'Europe/Berlin', ...part });
    expect((await ask(`${shop}/environments/feature%2Flogin`)).body).toMatchObject({
      is_main: true,
      parent: null,
    });
  });

  test.each([
    [{ titel: 'Shop' }, 400],
    [{ id: 'other' }, 400],
    [{ title: '' }, 400],
    [{ title: null }, 400],
    [{ description: 'x'.repeat(2001) }, 400],
    [{ timezone: 'Europe/Nowhere' }, 400],
    [{ default_branch: 'x y' }, 400],
    [{ default_branch: 'nothing', title: 'New' }, 404],
  ])('refuses %j with %i and stays as it is', async (payload, status) => {
    const { ask } = await openTestApi();
    expect((await ask({ method: 'PATCH', url: shop, payload })).status).toBe(status);
    expect((await ask(shop)).body).toMatchObject({ title: 'SHOP', default_branch: 'main' });
  });

  test('has links to what its caller may do', async () => {
    const opened = await openTestApi();
    const both = ['#access', '#clear-build-cache', '#delete', '#edit', '#manage-variables'];
    expect(linksOf(await documentOf(opened))).toEqual(both);
    expect(linksOf(await documentOf(opened, await asMember(opened, 'admin')))).toEqual(both);
    expect(linksOf(await documentOf(opened, await asMember(opened, 'viewer')))).toEqual([
      '#access',
      '#clear-build-cache',
      '#manage-variables',
    ]);
  });

  test('can be described when it is made', async () => {
    const { ask } = await openTestApi();
    const payload = { id: 'new', title: 'New', description: 'Said at once.' };
    expect(await ask({ method: 'POST', url: '/projects', payload })).toMatchObject({
      status: 201,
      body: { description: 'Said at once.', timezone: 'UTC', status: { code: 'provisioned' } },
    });
  });
});

describe('the deletion of a project', () => {
  test.each([shop, `${inOrganization}/shop`])('is accepted at %s, and seen', async (url) => {
    const opened = await openTestApi();
    expect(await opened.ask({ method: 'DELETE', url })).toMatchObject({ status: 204, body: null });
    const document = await documentOf(opened);
    expect(document.status).toEqual({ code: 'deleting', message: 'being deleted' });
    expect(linksOf(document)).toEqual(['#delete']);
    expect(document._links['#delete']).toEqual({ href: shop });
    expect((await opened.ask({ method: 'DELETE', url })).status).toBe(204);
    expect((await opened.ask('/projects')).body).toMatchObject([{ id: 'other' }, { id: 'shop' }]);
  });

  test('that failed says at what, and can be asked for again', async () => {
    const opened = await openTestApi();
    await opened.ask({ method: 'DELETE', url: shop });
    await recordDeletionFailure(opened.store.db, 'shop', 'removing its disks failed: it is busy');
    expect((await documentOf(opened)).status).toEqual({
      code: 'deletion_failed',
      message: 'removing its disks failed: it is busy',
    });
    expect((await opened.ask({ method: 'DELETE', url: shop })).status).toBe(204);
    expect((await documentOf(opened)).status.code).toBe('deleting');
  });

  test('is for admins of the project', async () => {
    const opened = await openTestApi();
    const viewer = await asMember(opened, 'viewer');
    const container = { authorization: await opened.bearer(aWorkload()) };
    for (const headers of [viewer, container])
      for (const url of [shop, `${inOrganization}/shop`])
        expect((await opened.ask({ method: 'DELETE', url, headers })).status).toBe(403);
    expect((await documentOf(opened)).status.code).toBe('provisioned');
    const headers = await asMember(opened, 'admin');
    expect((await opened.ask({ method: 'DELETE', url: shop, headers })).status).toBe(204);
    // Nobody outside hears that there is none.
    expect((await opened.ask({ method: 'DELETE', url: '/projects/nothing', headers })).status).toBe(403);
  });

  test('of what is not there is a 404', async () => {
    const { ask } = await openTestApi();
    const answers = [
      ['/projects/nothing', 'project_not_found'],
      [`${inOrganization}/nothing`, 'project_not_found'],
      ['/organizations/nobody/projects/shop', 'route_not_found'],
    ] as const;
    for (const [url, error] of answers)
      expect(await ask({ method: 'DELETE', url })).toMatchObject({ status: 404, body: { error } });
  });

  test('is in the audit log, with who asked', async () => {
    const { ask } = await openTestApi();
    await ask({ method: 'DELETE', url: `${inOrganization}/shop` });
    const { body } = await ask('/audit?project=shop&operation=project:delete');
    expect(body).toMatchObject({ items: [{ actor: { id: userId }, result: 'done', status: 204 }] });
  });
});

describe('a project that is being deleted', () => {
  const changes = [
    ['PATCH', shop, { title: 'Late' }],
    ['POST', `${main}/tasks/report/run`, {}],
    ['PUT', `${main}/source`, undefined],
    ['POST', `${main}/branch`, { name: 'late', title: 'Late' }],
    ['POST', `${main}/redeploy`, {}],
    ['POST', `${main}/backup`, {}],
    ['PATCH', main, { title: 'Late' }],
    ['POST', `${shop}/variables`, { name: 'env:LATE', value: 'x' }],
    ['POST', `${shop}/domains`, { name: 'late.example.com' }],
    ['POST', `${shop}/clear_build_cache`, {}],
    ['PATCH', `${shop}/retention`, {}],
    ['POST', `${shop}/activities/aaaaaaaaaaaaa/cancel`, {}],
    ['POST', `${shop}/user-access`, { user_id: userId, permissions: ['admin'] }],
    ['GET', '/git/shop.git/info/refs?service=git-receive-pack', undefined],
    ['POST', '/git/shop.git/git-receive-pack', undefined],
  ] as const;

  test.each(changes)('refuses %s %s', async (method, url, payload) => {
    const { ask, asked, store } = await openTestApi();
    await insertActivity(store.db, anActivity({ id: 'aaaaaaaaaaaaa', state: 'in_progress' }));
    await ask({ method: 'DELETE', url: shop });
    const answer = await ask({ method, url, ...(payload === undefined ? {} : { payload }) });
    expect(answer).toMatchObject({
      status: 409,
      body: { error: 'project_deleting', message: expect.stringContaining('shop is being deleted') },
    });
    expect([asked.triggers, asked.pushes, asked.changes, asked.cancelledRuns]).toEqual([[], [], [], []]);
  });

  test('can still be looked at, and leaves others alone', async () => {
    const { ask } = await openTestApi();
    await ask({ method: 'DELETE', url: shop });
    for (const url of [shop, main, `${main}/tasks`, `${shop}/activities`, `${shop}/variables`])
      expect((await ask(url)).status).toBe(200);
    const payload = { title: 'Other' };
    expect((await ask({ method: 'PATCH', url: '/projects/other', payload })).status).toBe(200);
  });
});
