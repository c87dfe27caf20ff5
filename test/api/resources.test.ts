import { describe, expect, test } from 'vitest';
import { openTestApi } from './test-api.ts';

const next = '/projects/shop/environments/main/deployments/next';

describe('the disks of an environment', () => {
  test('are in its next deployment, which says that it can be changed', async () => {
    const { ask } = await openTestApi();
    expect((await ask(next)).body).toMatchObject({
      services: { db: { disk: 1024 } },
      _links: { '#edit': { href: next } },
    });
    expect((await ask(next.replace('next', 'current'))).body).not.toHaveProperty('_links.#edit');
  });

  test('are made larger by a patch', async () => {
    const { ask, asked } = await openTestApi();
    const payload = { services: { db: { disk: 2048 } }, webapps: { web: { disk: 1024, resources: null } } };
    expect(await ask({ method: 'PATCH', url: next, payload })).toMatchObject({
      status: 200,
      body: { _embedded: { activities: [{ type: 'environment.resources.update' }] } },
    });
    expect(asked.changes.at(-1)).toMatchObject({
      disks: [
        { kind: 'app', name: 'web', sizeMiB: 1024 },
        { kind: 'service', name: 'db', sizeMiB: 2048 },
      ],
    });
  });

  test.each([
    ['nothing', {}, /No disk is named/],
    ['a profile', { services: { db: { resources: { profile_size: '0.5' } } } }, /leave out: db\.resources/],
    ['several of one', { webapps: { web: { instance_count: 2 } } }, /leave out: web\.instance_count/],
    ['a worker', { workers: { 'web--mail': { resources: { profile_size: '2' } } } }, /web--mail\.resources/],
    ['a task', { tasks: { report: { resources: { profile_size: '2' } } } }, /leave out: tasks/],
    ['no size', { services: { db: { disk: 'large' } } }, /disk/],
  ])('cannot be changed by a patch that asks for %s', async (_, payload, reason) => {
    const { ask } = await openTestApi();
    expect(await ask({ method: 'PATCH', url: next, payload })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(reason) },
    });
  });
});
