import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { aFinishedActivity, anActivity } from './sample-activity.ts';
import { openTestApi, userId } from './test-api.ts';

const main = '/projects/shop/environments/main';
const minute = (n: number) => new Date(Date.UTC(2026, 7, 1, 10, n));

/** Five activities, a minute apart: `a1` is the oldest. */
async function openFilled() {
  const opened = await openTestApi();
  const { db } = opened.store;
  await insertActivity(db, aFinishedActivity({ id: 'a1', createdAt: minute(1) }));
  await insertActivity(db, aFinishedActivity({ id: 'a2', createdAt: minute(2), result: 'failure' }));
  await insertActivity(db, aFinishedActivity({ id: 'a3', createdAt: minute(3), type: 'environment.push' }));
  await insertActivity(db, anActivity({ id: 'a4', createdAt: minute(4), state: 'in_progress' }));
  await insertActivity(db, anActivity({ id: 'a5', createdAt: minute(5), environment: 'feature/login' }));
  return opened;
}

describe('a list of activities', () => {
  test.each([
    ['', 'a5 a4 a3 a2 a1'],
    ['?type=environment.task', 'a5 a4 a2 a1'],
    ['?type=environment.push&type=environment.task', 'a5 a4 a3 a2 a1'],
    ['?type=environment.backup', ''],
    ['?state=pending', 'a5'],
    ['?state=in_progress&state=pending', 'a5 a4'],
    ['?state=staged', ''],
    ['?result=failure', 'a2'],
    ['?count=2', 'a5 a4'],
    ['?starts_at=2026-08-01T10:02:00.000000+00:00', 'a2 a1'],
    ['?starts_at=2026-08-01T10:02:00.000000%2B00:00', 'a2 a1'],
    ['?starts_at=2026-08-01T12:02:00%2B02:00', 'a2 a1'],
    ['?starts_at=2026-08-01T10:02:00.000Z', 'a2 a1'],
    [`?starts_at=${minute(2).getTime() / 1000}`, 'a2 a1'],
    [`?starts_at=${minute(2).getTime()}`, 'a2 a1'],
    ['?unknown=1', 'a5 a4 a3 a2 a1'],
  ])('filtered by %j', async (query, ids) => {
    const { ask } = await openFilled();
    const { status, body } = await ask(`/projects/shop/activities${query}`);
    expect(status).toBe(200);
    expect((body as { id: string }[]).map(({ id }) => id).join(' ')).toBe(ids);
  });

  test('of an environment holds its own only', async () => {
    const { ask } = await openFilled();
    const { body } = await ask('/projects/shop/environments/feature%2Flogin/activities');
    expect(body).toMatchObject([{ id: 'a5', environments: ['feature/login'] }]);
    expect((await ask('/projects/other/activities')).body).toEqual([]);
  });

  test('has 25 items by default and never more than 100', async () => {
    const { ask, store } = await openTestApi();
    for (let i = 0; i < 101; i += 1)
      await insertActivity(store.db, anActivity({ id: `id${i}`, createdAt: minute(i) }));
    expect((await ask(`${main}/activities`)).body).toHaveLength(25);
    expect((await ask(`${main}/activities?count=1000`)).body).toHaveLength(100);
  });

  test.each(['starts_at=soon', 'starts_at=2026-13-40', 'count=0', 'count=all', 'state=running', 'result=ok'])(
    'is refused with %s',
    async (query) => {
      const { ask } = await openTestApi();
      const { status, body } = await ask(`/projects/shop/activities?${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        error: 'request_invalid',
        message: expect.stringContaining(`query.${query.split('=')[0]}`),
      });
    },
  );
});

describe('an activity', () => {
  test('that goes on can be read, with what its log says so far', async () => {
    const { ask, logs } = await openFilled();
    logs.append('shop', 'a4', 'Starting task container report--task--a4');
    const { status, body } = await ask('/projects/shop/activities/a4');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'in_progress',
      completion_percent: 50,
      result: null,
      completed_at: null,
      log: 'Starting task container report--task--a4\n',
      text: 'Ada ran <report> & more',
      description: 'Ada ran &lt;report&gt; &amp; more',
      _links: { '#cancel': { href: '/projects/shop/activities/a4/cancel' } },
    });
  });

  test('that is over cannot be cancelled and says how it went', async () => {
    const { ask } = await openFilled();
    const { body } = await ask(`${main}/activities/a1`);
    expect(body).toMatchObject({
      completion_percent: 100,
      result: 'success',
      started_at: '2026-08-01T10:00:00.000000+00:00',
      commands: [{ app: 'report', type: 'task', exit_code: 0 }],
      timings: { wait: 0.2, execute: 59.5 },
    });
    expect((body as { _links: object })._links).not.toHaveProperty('#cancel');
  });

  test.each([
    '/projects/shop/activities/none',
    `${main}/activities/a5`,
    `${main}/activities/a5/log`,
    '/projects/other/activities/a1',
  ])('is not found at %s', async (url) => {
    const { ask } = await openFilled();
    const { status, body } = await ask(url);
    expect([status, (body as { error: string }).error]).toEqual([404, 'activity_not_found']);
  });
});

describe('what receivers read of an activity', () => {
  const about = {
    actor: { kind: 'user', name: 'ada' },
    user: { id: userId, display_name: 'Ada King Lovelace', created_at: '2026-08-01T10:00:00.000000+00:00' },
    project: { id: 'shop', title: 'SHOP', default_branch: 'main' },
    environment: {
      name: 'main',
      machine_name: 'main-bvxea6i',
      type: 'production',
      status: 'inactive',
      parent: null,
      is_main: true,
    },
  };

  test('is in the answer to a trigger', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask({ method: 'POST', url: `${main}/tasks/report/run`, payload: {} });
    const payload = { ...about, environment: { ...about.environment, status: 'active' } };
    expect(body).toMatchObject({ _embedded: { activities: [{ payload }] } });
    expect(await ask(`${main}/activities`)).toMatchObject({ body: [{ payload }] });
  });

  test('is of an environment that is gone only who it was, and of a project as a whole no environment', async () => {
    const { ask, store } = await openTestApi();
    await insertActivity(store.db, anActivity({ id: 'gone', environment: 'gone' }));
    const { body } = await ask('/projects/shop/activities/gone');
    expect(body).toMatchObject({ payload: { project: about.project, actor: about.actor } });
    expect(body).not.toHaveProperty('payload.environment');
    expect(body).not.toHaveProperty('payload.user');
  });

  test('is looked up once for each environment of a list', async () => {
    const found: string[] = [];
    const { ask, store } = await openTestApi({
      change: (rooms) => ({
        ...rooms,
        environments: {
          ...rooms.environments,
          find: (project, name) => {
            found.push(name);
            return rooms.environments.find(project, name);
          },
        },
      }),
    });
    for (let n = 0; n < 10; n += 1)
      await insertActivity(
        store.db,
        anActivity({ id: `run${n}`, environment: n % 2 === 0 ? 'main' : 'feature/login' }),
      );
    const { body } = await ask('/projects/shop/activities');
    expect(body).toHaveLength(10);
    expect(found.toSorted()).toEqual(['feature/login', 'main']);
  });
});
