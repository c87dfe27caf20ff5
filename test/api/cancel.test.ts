import { expect, test } from 'vitest';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { aFinishedActivity, anActivity } from './sample-activity.ts';
import { openTestApi } from './test-api.ts';

const by = { kind: 'user', name: 'ada' };
const cancel = (id: string, below = '/projects/shop') => ({
  method: 'POST' as const,
  url: `${below}/activities/${id}/cancel`,
});

test.each(['pending', 'in_progress'] as const)('a run that is %s is asked to end', async (state) => {
  const { ask, asked, store } = await openTestApi();
  await insertActivity(store.db, anActivity({ id: 'run', state }));
  // As the Upsun SDK sends it: no body, called JSON.
  const answer = await ask({ ...cancel('run'), headers: { 'content-type': 'application/json' } });
  expect(answer).toMatchObject({ status: 202, body: { status: 'accepted', code: 202 } });
  expect(asked.cancelledRuns).toEqual([{ id: 'run', by }]);
});

test('a push is the deployer’s to cancel', async () => {
  const { ask, asked, store } = await openTestApi();
  await insertActivity(store.db, anActivity({ id: 'push', type: 'environment.push' }));
  expect((await ask(cancel('push', '/projects/shop/environments/main'))).status).toBe(202);
  expect(asked.cancelledPushes).toEqual([{ id: 'push', by }]);
  expect(asked.cancelledRuns).toEqual([]);
});

test.each(['complete', 'cancelled'] as const)('an activity that is %s stays as it is', async (state) => {
  const { ask, asked, store } = await openTestApi();
  await insertActivity(store.db, aFinishedActivity({ id: 'run', state }));
  const { status, body } = await ask(cancel('run'));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: 'not_cancellable',
    message: `The activity run cannot be cancelled in its current state: it is ${state}.`,
    detail: { activity: 'run', state },
  });
  expect(asked.cancelledRuns).toEqual([]);
});

test('a refusal that comes later says the words that clients look for', async () => {
  const { ask, store } = await openTestApi({
    change: (rooms) => ({
      ...rooms,
      tasks: {
        ...rooms.tasks,
        cancel: async () => {
          throw new ErrandError('not_cancellable', 'It has just ended.');
        },
      },
    }),
  });
  await insertActivity(store.db, anActivity({ id: 'run' }));
  const { status, body } = await ask(cancel('run'));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    message: 'The activity run cannot be cancelled in its current state: It has just ended.',
  });
});

test('the activity of another environment is not found', async () => {
  const { ask, asked, store } = await openTestApi();
  await insertActivity(store.db, anActivity({ id: 'run', environment: 'empty' }));
  expect((await ask(cancel('run', '/projects/shop/environments/main'))).status).toBe(404);
  expect(asked.cancelledRuns).toEqual([]);
});
