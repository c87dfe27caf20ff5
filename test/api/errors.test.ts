import { expect, test } from 'vitest';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { openTestApi } from './test-api.ts';

test('an unknown path or method is 404 and says so', async () => {
  const { ask } = await openTestApi();
  const path = await ask('/nothing?x=1');
  expect(path.body).toMatchObject({
    status: 'error',
    code: 404,
    error: 'route_not_found',
    message: expect.stringContaining('GET /nothing.'),
  });
  expect((await ask({ method: 'PUT', url: '/projects/shop' })).status).toBe(404);
});

test('a path that cannot be decoded is 400', async () => {
  const { ask } = await openTestApi();
  const { status, body } = await ask('/projects/%zz');
  expect([status, (body as { error: string }).error]).toEqual([400, 'request_invalid']);
});

test('what nobody foresaw is 500 with the id of the request, and no more', async () => {
  const { ask } = await openTestApi({
    change: (rooms) => ({
      ...rooms,
      projects: {
        ...rooms.projects,
        list: async () => {
          throw new Error('password=hunter2 at /srv/db.ts');
        },
      },
    }),
  });
  const { status, body, headers } = await ask('/projects');
  expect(status).toBe(500);
  const request = headers['x-request-id'];
  expect(body).toMatchObject({
    error: 'internal',
    message: expect.stringContaining(String(request)),
    detail: { request },
  });
  expect(JSON.stringify(body)).not.toMatch(/hunter2|\.ts/);
});

test('slashes too many do no harm', async () => {
  const { ask } = await openTestApi();
  expect((await ask('//projects//shop/')).status).toBe(200);
});

test('closing the API is possible before it was used', async () => {
  const { api } = await openTestApi();
  await expect(api.close()).resolves.toBeUndefined();
});

test('what is removed between the look-up and the write is a conflict, and no failure of the server', async () => {
  const opened = await openTestApi({
    change: (rooms) => ({
      ...rooms,
      people: {
        ...rooms.people,
        giveOneTimePassword: async (id) => {
          await rooms.people.remove(id);
          return rooms.people.giveOneTimePassword(id);
        },
      },
    }),
  });
  await insertUser(
    opened.store.db,
    aUser({ id: 'leaving', username: 'leaving', email: 'leaving@example.com' }),
  );
  const { status, body } = await opened.ask({ method: 'POST', url: '/users/leaving/password', payload: {} });
  expect([status, body]).toEqual([409, expect.objectContaining({ error: 'conflict' })]);
});
