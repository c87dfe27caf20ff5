import { describe, expect, test } from 'vitest';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { openTestApi } from './test-api.ts';

const main = '/projects/shop/environments/main';
const child = '/projects/shop/environments/feature%2Flogin';

interface Document {
  readonly status: string;
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

describe('an environment', () => {
  test.each([
    [
      'active',
      ['#backup', '#branch', '#deactivate', '#edit', '#merge', '#pause', '#redeploy', '#synchronize'],
    ],
    ['paused', ['#backup', '#branch', '#deactivate', '#edit', '#resume']],
    ['inactive', ['#activate', '#branch', '#delete', '#edit']],
  ] as const)('that is %s has links to what can be done with it', async (status, links) => {
    const { ask, store } = await openTestApi();
    await changeEnvironment(store.db, 'shop', 'feature/login', { status });
    const body = (await ask(child)).body as Document;
    expect(body.status).toBe(status);
    expect(
      Object.keys(body._links)
        .filter((name) => name.startsWith('#') && !/variables|domains|routes|access/.test(name))
        .toSorted(),
    ).toEqual(links);
    expect(body._links['#branch']?.href).toBe(`${child}/branch`);
  });

  test('is neither merged nor synchronized where it has no parent', async () => {
    const { ask } = await openTestApi();
    for (const [verb, payload] of [
      ['merge', {}],
      ['synchronize', { synchronize_code: true }],
    ] as const)
      expect(await ask({ method: 'POST', url: `${main}/${verb}`, payload })).toMatchObject({
        status: 409,
        body: { error: 'conflict' },
      });
  });

  test('gets a title, a type and a parent, and refuses what is none', async () => {
    const { ask } = await openTestApi();
    const changed = await ask({
      method: 'PATCH',
      url: child,
      payload: { title: 'Sign in', type: 'staging' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { _embedded: { entity: { title: 'Sign in', type: 'staging', parent: 'main' } } },
    });
    expect((await ask({ method: 'PATCH', url: child, payload: { type: 'x' } })).status).toBe(400);
    expect((await ask({ method: 'PATCH', url: child, payload: { parent: 'nothing' } })).status).toBe(404);
    expect((await ask({ method: 'PATCH', url: child, payload: { parent: 'feature/login' } })).status).toBe(
      400,
    );
  });

  test('that was deleted is not found any more, and its activities are', async () => {
    const { ask, store } = await openTestApi();
    await changeEnvironment(store.db, 'shop', 'feature/login', { status: 'deleted' });
    expect((await ask(child)).status).toBe(404);
    const { body } = await ask('/projects/shop/environments');
    expect((body as { name: string }[]).map(({ name }) => name)).not.toContain('feature/login');
  });

  test.each(['../x', 'a b', '-x', 'x.lock', ''])('cannot be branched as "%s"', async (name) => {
    const { ask, asked } = await openTestApi();
    const answer = await ask({ method: 'POST', url: `${main}/branch`, payload: { name, title: 'x' } });
    expect(answer.status).toBe(400);
    expect(asked.changes).toEqual([]);
  });
});

describe('a backup', () => {
  test('that is not there is a 404 that says so', async () => {
    const { ask } = await openTestApi();
    expect(await ask(`${main}/backups/nothing`)).toMatchObject({
      status: 404,
      body: { error: 'backup_not_found' },
    });
  });
});
