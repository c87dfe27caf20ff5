import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from './test-api.ts';

const ofProject = '/projects/shop/variables';
const ofMain = '/projects/shop/environments/main/variables';
const ofLogin = '/projects/shop/environments/feature%2Flogin/variables';
const hunter2 = 'hunter2-hunter2';

type Answer = Awaited<ReturnType<TestApi['ask']>>;
type Json = Readonly<Record<string, unknown>>;

const send = (api: TestApi, method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  api.ask({ method, url, ...(payload === undefined ? {} : { payload }) });
const create = (api: TestApi, url: string, payload: object) => send(api, 'POST', url, payload);
const entity = ({ body }: Answer) => (body as { _embedded: { entity: Json } })._embedded.entity;
const namesOf = ({ body }: Answer) => (body as readonly Json[]).map(({ name }) => name);

describe('a variable', () => {
  test('of a project is created with its defaults', async () => {
    const api = await openTestApi();
    const answer = await create(api, ofProject, { name: 'env:GREETING', value: 'hello' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      status: 'created',
      code: 201,
      warnings: [],
      message: expect.stringContaining('next run'),
      _embedded: { activities: [] },
    });
    expect(entity(answer)).toEqual({
      id: 'env:GREETING',
      name: 'env:GREETING',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      attributes: {},
      value: 'hello',
      is_json: false,
      is_sensitive: false,
      visible_build: true,
      visible_runtime: true,
      application_scope: [],
      _links: {
        self: { href: `${ofProject}/env%3AGREETING` },
        '#edit': { href: `${ofProject}/env%3AGREETING` },
        '#delete': { href: `${ofProject}/env%3AGREETING` },
      },
    });
  });

  test('of an environment is kept from builds, enabled and inheritable unless it says otherwise', async () => {
    const api = await openTestApi();
    expect(entity(await create(api, ofMain, { name: 'FLAG', value: '1' }))).toMatchObject({
      project: 'shop',
      environment: 'main',
      inherited: false,
      is_enabled: true,
      is_inheritable: true,
      visible_build: false,
    });
  });

  test('is found where its project and environment say', async () => {
    const api = await openTestApi();
    const links = async (url: string) => ((await api.ask(url)).body as { _links: Json })._links;
    expect(await links('/projects/shop')).toMatchObject({ '#manage-variables': { href: ofProject } });
    expect(await links('/projects/shop/environments/main')).toMatchObject({
      '#manage-variables': { href: ofMain },
    });
  });

  test('that exists is a conflict, and stays as it is', async () => {
    const api = await openTestApi();
    await create(api, ofProject, { name: 'env:A', value: 'first' });
    expect(await create(api, ofProject, { name: 'env:A', value: 'second' })).toMatchObject({
      status: 409,
      body: { error: 'conflict', detail: { variable: 'env:A' } },
    });
    expect((await api.ask(`${ofProject}/env%3AA`)).body).toMatchObject({ value: 'first' });
  });

  test('that is not there is a 404 that names those that are', async () => {
    const api = await openTestApi();
    await create(api, ofProject, { name: 'env:A', value: '1' });
    expect(await api.ask(`${ofProject}/env%3AB`)).toMatchObject({
      status: 404,
      body: { error: 'variable_not_found', detail: { variables: ['env:A'] } },
    });
  });

  test('is changed where something is said, and nowhere else', async () => {
    const api = await openTestApi();
    await create(api, ofMain, {
      name: 'env:A',
      value: '1',
      application_scope: ['web'],
      attributes: { a: 'b' },
    });
    const changed = await send(api, 'PATCH', `${ofMain}/env%3AA`, { visible_build: true });
    expect(changed.status).toBe(200);
    expect(entity(changed)).toMatchObject({
      value: '1',
      visible_build: true,
      application_scope: ['web'],
      attributes: { a: 'b' },
    });
  });

  test('that is deleted is gone', async () => {
    const api = await openTestApi();
    await create(api, ofProject, { name: 'A', value: '1' });
    expect((await send(api, 'DELETE', `${ofProject}/A`)).status).toBe(200);
    expect((await api.ask(ofProject)).body).toEqual([]);
    expect((await send(api, 'DELETE', `${ofProject}/A`)).status).toBe(404);
  });

  test('leaves an activity for every change, which names it and not its value', async () => {
    const api = await openTestApi();
    await create(api, ofProject, { name: 'env:P', value: hunter2, is_sensitive: true });
    await create(api, ofMain, { name: 'env:E', value: hunter2 });
    await send(api, 'PATCH', `${ofMain}/env%3AE`, { value: `${hunter2}!` });
    await send(api, 'DELETE', `${ofMain}/env%3AE`);
    const { body } = await api.ask('/projects/shop/activities');
    expect(
      (body as readonly Json[]).map(({ type, state, environments }) => [type, state, environments]),
    ).toEqual([
      ['environment.variable.delete', 'complete', ['main']],
      ['environment.variable.update', 'complete', ['main']],
      ['environment.variable.create', 'complete', ['main']],
      ['project.variable.create', 'complete', []],
    ]);
    expect(JSON.stringify(body)).toContain('env:P');
    expect(JSON.stringify(body)).not.toContain(hunter2);
    const [{ id } = { id: '' }] = (body as readonly Json[]).slice(-1);
    expect((await api.ask(`/projects/shop/activities/${id}`)).status).toBe(200);
  });
});

describe('a sensitive variable', () => {
  test('is never shown again', async () => {
    const api = await openTestApi();
    const answers = [
      await create(api, ofMain, { name: 'env:KEY', value: hunter2, is_sensitive: true }),
      await api.ask(ofMain),
      await api.ask(`${ofMain}/env%3AKEY`),
      await send(api, 'PATCH', `${ofMain}/env%3AKEY`, { visible_build: true }),
    ];
    for (const { body } of answers) expect(JSON.stringify(body)).not.toContain(hunter2);
    expect(entity(answers[0] as Answer)).not.toHaveProperty('value');
  });

  test('is not in the store in plain text, in no file of it', async () => {
    const api = await openTestApi();
    await create(api, ofMain, { name: 'env:KEY', value: hunter2, is_sensitive: true });
    for (const end of ['', '-wal']) {
      expect(readFileSync(join(api.directory, `errand.db${end}`)).includes(hunter2)).toBe(false);
    }
  });

  test('becomes readable only together with a new value', async () => {
    const api = await openTestApi();
    await create(api, ofMain, { name: 'KEY', value: hunter2, is_sensitive: true });
    expect((await send(api, 'PATCH', `${ofMain}/KEY`, { is_sensitive: false })).status).toBe(400);
    const changed = await send(api, 'PATCH', `${ofMain}/KEY`, { is_sensitive: false, value: 'public' });
    expect(entity(changed)).toMatchObject({ value: 'public', is_sensitive: false });
  });

  test('P12: shorter than six characters is taken, with a warning that logs will show it', async () => {
    const api = await openTestApi();
    const short = await create(api, ofMain, { name: 'PIN', value: '1234', is_sensitive: true });
    expect(short).toMatchObject({ status: 201, body: { warnings: [expect.stringContaining('not masked')] } });
    const long = await create(api, ofMain, { name: 'KEY', value: hunter2, is_sensitive: true });
    expect(long).toMatchObject({ body: { warnings: [] } });
  });
});

describe('an environment', () => {
  const setUp = async () => {
    const api = await openTestApi();
    await create(api, ofMain, { name: 'env:A', value: 'of main' });
    await create(api, ofMain, { name: 'env:OWN', value: 'of main', is_inheritable: false });
    return api;
  };

  test('has what its parent lets be inherited', async () => {
    const api = await setUp();
    const listed = await api.ask(ofLogin);
    expect(namesOf(listed)).toEqual(['env:A']);
    expect(listed.body).toMatchObject([{ inherited: true, environment: 'feature/login', value: 'of main' }]);
    expect((listed.body as readonly { _links: Json }[])[0]?._links).not.toHaveProperty('#delete');
  });

  test('overrides it, by creating or by changing, and gets it back when its own is deleted', async () => {
    const api = await setUp();
    expect((await send(api, 'PATCH', `${ofLogin}/env%3AA`, { value: 'of login' })).status).toBe(200);
    expect((await api.ask(`${ofLogin}/env%3AA`)).body).toMatchObject({ inherited: false, value: 'of login' });
    expect((await api.ask(`${ofMain}/env%3AA`)).body).toMatchObject({ value: 'of main' });
    expect((await create(api, ofLogin, { name: 'env:A', value: 'x' })).status).toBe(409);
    await send(api, 'DELETE', `${ofLogin}/env%3AA`);
    expect((await api.ask(`${ofLogin}/env%3AA`)).body).toMatchObject({ inherited: true, value: 'of main' });
  });

  test('cannot delete what it inherits, and says where it is from', async () => {
    const api = await setUp();
    expect(await send(api, 'DELETE', `${ofLogin}/env%3AA`)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('inherited from main') },
    });
  });

  test('keeps a sensitive value that it overrides in other points', async () => {
    const api = await openTestApi();
    await create(api, ofMain, { name: 'KEY', value: hunter2, is_sensitive: true });
    const changed = await send(api, 'PATCH', `${ofLogin}/KEY`, { is_enabled: false });
    expect(entity(changed)).toMatchObject({ is_sensitive: true, is_enabled: false, inherited: false });
  });
});

describe('what is refused, with the reason', () => {
  test.each<[string, object, RegExp]>([
    ['no name', { value: 'a' }, /name/],
    ['no value', { name: 'A' }, /value/],
    ['a value that is no text', { name: 'A', value: 5 }, /value/],
    ['a name with a blank', { name: 'a b', value: '' }, /cannot name a variable/],
    ['a name that climbs', { name: '../../etc', value: '' }, /cannot name a variable/],
    ['a name with a line break', { name: 'env:A\nB', value: '' }, /cannot name an environment variable/],
    ['an environment name with a dash', { name: 'env:A-B', value: '' }, /letters, digits and underscores/],
    ['a name for the loader', { name: 'env:ld_preload', value: '' }, /own init/],
    ['a name of 257 characters', { name: 'a'.repeat(257), value: '' }, /256 characters/],
    ['a NUL byte', { name: 'env:A', value: 'a\0b' }, /NUL/],
    ['JSON that is none', { name: 'A', value: '{', is_json: true }, /is_json/],
    ['P11: 128 KiB and more', { name: 'env:A', value: 'x'.repeat(131_072) }, /131075 bytes/],
    ['an unknown key', { name: 'A', value: '', secret: true }, /secret/],
    ['a level that has no such thing', { name: 'A', value: '', is_enabled: false }, /is_enabled/],
  ])('%s', async (_what, payload, reason) => {
    const api = await openTestApi();
    const answer = await create(api, ofProject, payload);
    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toMatch(reason);
    expect((await api.ask(ofProject)).body).toEqual([]);
  });

  test('a refusal never repeats the value', async () => {
    const api = await openTestApi();
    const values = [`{${hunter2}`, `${hunter2}\0`, hunter2.repeat(10_000)];
    for (const value of values) {
      const payload = { name: 'env:KEY', value, is_json: true, is_sensitive: true };
      const answer = await create(api, ofProject, payload);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain(hunter2);
    }
  });

  test('another name in a change', async () => {
    const api = await openTestApi();
    await create(api, ofProject, { name: 'A', value: '1' });
    expect((await send(api, 'PATCH', `${ofProject}/A`, { name: 'B' })).status).toBe(400);
    expect((await send(api, 'PATCH', `${ofProject}/A`, { name: 'A', value: '2' })).status).toBe(200);
  });
});

test('PHP clients write an empty map as a list', async () => {
  const api = await openTestApi();
  const answer = await create(api, ofProject, {
    name: 'A',
    value: '1',
    attributes: [],
    application_scope: [],
  });
  expect(answer.status).toBe(201);
});
