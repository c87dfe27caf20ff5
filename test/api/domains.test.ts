import { describe, expect, test } from 'vitest';
import { openTestApi } from './test-api.ts';

const path = '/projects/shop/domains';
const ofBranch = '/projects/shop/environments/feature%2Flogin/domains';

const named = (domains: unknown) =>
  (domains as readonly { readonly name: string; readonly is_default: boolean }[]).map(
    ({ name, is_default }) => `${name}${is_default ? ' *' : ''}`,
  );

describe('domains of a project', () => {
  test('are added, the first as the default one, and its production environment is redeployed', async () => {
    const { ask, rooms } = await openTestApi();
    const added = await ask({ method: 'POST', url: path, payload: { name: 'Shop.Example.com' } });
    expect(added).toMatchObject({
      status: 201,
      body: {
        status: 'created',
        _embedded: {
          entity: { id: 'shop.example.com', is_default: true, registered_name: 'shop.example.com' },
          activities: [{ type: 'environment.redeploy' }],
        },
      },
    });
    expect(rooms.address.site({ project: 'shop', name: 'main', type: 'production' } as never)).toMatchObject({
      defaultHost: 'shop.example.com',
    });
    expect((await ask('/projects/shop/environments/main')).body).toMatchObject({
      default_domain: 'shop.example.com',
      has_domains: true,
    });
    expect((await ask('/projects/shop/activities?type=project.domain.create')).body).toMatchObject([
      { text: expect.stringContaining('added domain shop.example.com of project shop') },
    ]);
  });

  test('have one default, which moves and is taken over', async () => {
    const { ask } = await openTestApi();
    for (const name of ['b.example.com', 'a.example.com', 'c.example.com'])
      await ask({ method: 'POST', url: path, payload: { name } });
    expect(named((await ask(path)).body)).toEqual(['b.example.com *', 'a.example.com', 'c.example.com']);
    await ask({ method: 'PATCH', url: `${path}/c.example.com`, payload: { is_default: true } });
    expect(named((await ask(path)).body)).toEqual(['c.example.com *', 'a.example.com', 'b.example.com']);
    expect((await ask({ method: 'DELETE', url: `${path}/c.example.com` })).status).toBe(200);
    expect(named((await ask(path)).body)[0]).toMatch(/ \*$/);
    expect(await ask(`${path}/c.example.com`)).toMatchObject({
      status: 404,
      body: { error: 'domain_not_found', message: expect.stringContaining('it has') },
    });
  });

  test('are names of hosts, and nobody else’s', async () => {
    const { ask } = await openTestApi();
    for (const name of [
      'https://example.com',
      '*.example.com',
      'example',
      '10.0.0.1',
      'a..b',
      `${'x'.repeat(64)}.com`,
    ])
      expect(await ask({ method: 'POST', url: path, payload: { name } }), name).toMatchObject({
        status: 400,
        body: { error: 'request_invalid' },
      });
    await ask({ method: 'POST', url: '/projects/other/domains', payload: { name: 'shop.example.com' } });
    for (const name of [
      'shop.example.com',
      'www.shop.example.com',
      'example.com',
      'main--other.localhost',
      'api.localhost',
    ])
      expect(await ask({ method: 'POST', url: path, payload: { name } }), name).toMatchObject({
        status: 409,
      });
    expect(
      (await ask({ method: 'POST', url: path, payload: { name: 'bücher.example.org' } })).body,
    ).toMatchObject({
      _embedded: { entity: { name: 'xn--bcher-kva.example.org' } },
    });
  });
});

test('a domain of an environment is its own', async () => {
  const { ask } = await openTestApi();
  await ask({ method: 'POST', url: ofBranch, payload: { name: 'next.example.com' } });
  expect(named((await ask(ofBranch)).body)).toEqual(['next.example.com *']);
  expect((await ask(path)).body).toEqual([]);
  expect((await ask('/projects/shop/environments/feature%2Flogin')).body).toMatchObject({
    default_domain: 'next.example.com',
  });
  expect((await ask('/projects/shop/environments/main')).body).toMatchObject({ default_domain: null });
});

test("a production environment's domains are the project's, wherever they are asked for", async () => {
  const { ask, rooms } = await openTestApi();
  const ofMain = '/projects/shop/environments/main/domains';
  await ask({ method: 'POST', url: ofMain, payload: { name: 'shop.example.com' } });
  expect(named((await ask(path)).body)).toEqual(['shop.example.com *']);
  expect(named((await ask(ofMain)).body)).toEqual(['shop.example.com *']);
  const actor = { kind: 'user', name: 'ada' } as const;
  await rooms.domains.create({ project: 'shop', environment: 'main' }, 'former.example.com', {}, actor);
  expect(named((await ask(ofMain)).body)).toEqual(['shop.example.com *', 'former.example.com *']);
  for (const name of ['shop.example.com', 'former.example.com'])
    expect(await ask({ method: 'DELETE', url: `${ofMain}/${name}` }), name).toMatchObject({ status: 200 });
  expect((await ask(ofMain)).body).toEqual([]);
  expect((await ask(`${ofMain}/shop.example.com`)).body).toMatchObject({ error: 'domain_not_found' });
});
