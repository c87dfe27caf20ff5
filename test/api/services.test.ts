import { expect, it } from 'vitest';
import { openTestApi } from './test-api.ts';

const path = '/projects/shop/environments/main/services';

it("lists an environment's services, those that were stopped too", async () => {
  const { ask } = await openTestApi();
  const { status, body } = await ask(path);
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      name: 'db',
      type: 'postgresql:15',
      version: '15.18',
      status: 'running',
      ip: '10.213.0.5',
      disk: { size: 1024, used: 60 },
      created_at: '2001-09-09T01:46:40.000000+00:00',
      stopped_at: null,
    },
    expect.objectContaining({ name: 'former', status: 'stopped', ip: null }),
  ]);
});

it('deletes a service', async () => {
  const { ask, asked } = await openTestApi();
  const { status } = await ask({ method: 'DELETE', url: `${path}/former` });
  expect(status).toBe(204);
  expect(asked.deletedServices).toEqual(['shop/main/former']);
});

it('knows no services of an environment that is not there', async () => {
  const { ask } = await openTestApi();
  expect(await ask('/projects/shop/environments/nothing/services')).toMatchObject({
    status: 404,
    body: { error: 'environment_not_found' },
  });
});
