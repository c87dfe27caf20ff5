import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { aFinishedActivity } from './sample-activity.ts';
import { openTestApi } from './test-api.ts';

const path = '/projects/shop/retention';

describe("a project's retention", () => {
  test('is the server’s until the project chooses, and again when it chooses no more', async () => {
    const { ask } = await openTestApi();
    const before = (await ask(path)).body;
    expect(before).toEqual({
      activities: { days: 365, count: 0 },
      logs: { days: 90, count: 0, mib: 10_240 },
      artifacts: { days: 90, count: 0, mib: 10_240 },
      chosen: [],
      removed: { activities: 0, last_at: null },
    });
    const change = { logs: { days: 7, mib: 0 }, activities: { count: 100 } };
    const { body } = await ask({ method: 'PATCH', url: path, payload: change });
    expect(body).toMatchObject({
      activities: { days: 365, count: 100 },
      logs: { days: 7, count: 0, mib: 0 },
      chosen: ['activities', 'logs'],
    });
    await ask({ method: 'PATCH', url: path, payload: { logs: { days: null } } });
    expect((await ask(path)).body).toMatchObject({ logs: { days: 90, mib: 0 } });
    await ask({ method: 'PATCH', url: path, payload: { logs: null, activities: null } });
    expect((await ask(path)).body).toEqual(before);
  });

  test('can be carried out now, or only counted', async () => {
    const { ask, store } = await openTestApi();
    await insertActivity(
      store.db,
      aFinishedActivity({
        id: 'old',
        createdAt: new Date('2020-01-01'),
        completedAt: new Date('2020-01-01'),
      }),
    );
    const prune = (payload?: object) =>
      ask({ method: 'POST', url: `${path}/prune`, ...(payload ? { payload } : {}) });
    expect((await prune({ dry_run: true })).body).toEqual({
      dry_run: true,
      activities: { count: 1 },
      logs: { count: 0, bytes: 0 },
      artifacts: { count: 0, bytes: 0 },
    });
    expect((await ask('/projects/shop/activities/old')).status).toBe(200);
    expect((await prune({})).body).toMatchObject({ dry_run: false, activities: { count: 1 } });
    expect((await ask('/projects/shop/activities/old')).status).toBe(404);
  });

  test.each([
    [{ logs: { days: -1 } }],
    [{ logs: { hours: 3 } }],
    [{ activities: { mib: 3 } }],
    [{ runs: {} }],
  ])('is not changed by %j', async (payload) => {
    const { ask } = await openTestApi();
    const { status, body } = await ask({ method: 'PATCH', url: path, payload });
    expect([status, body]).toEqual([400, expect.objectContaining({ error: 'request_invalid' })]);
  });
});
