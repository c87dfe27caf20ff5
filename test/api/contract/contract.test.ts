import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import { aFinishedActivity, anActivity } from '../sample-activity.ts';
import { openTestApi, userId } from '../test-api.ts';
import { contractRoutes, routeName, violations } from './upsun-schemas.ts';

const main = '/projects/shop/environments/main';
const running = 'aaaaaaaaaaaaa';
const finished = 'bbbbbbbbbbbbb';

/** A request that succeeds, for every route that is in the contract and in Errand. */
const requests: Readonly<Record<string, string>> = {
  'GET /me': '/me',
  'GET /users/me': '/users/me',
  'GET /ref/users': `/ref/users?in=${userId}&sig=x`,
  'GET /ref/projects': '/ref/projects?in=shop,other&sig=x',
  'GET /ref/organizations': '/ref/organizations?in=01ERRAND000000000000000000&sig=x',
  'GET /organizations': '/organizations',
  'GET /organizations/{}': '/organizations/01ERRAND000000000000000000',
  'GET /projects/{}': '/projects/shop',
  'GET /projects/{}/settings': '/projects/shop/settings',
  'GET /projects/{}/capabilities': '/projects/shop/capabilities',
  'GET /projects/{}/system': '/projects/shop/system',
  'GET /projects/{}/environments': '/projects/shop/environments',
  'GET /projects/{}/environments/{}': main,
  'GET /projects/{}/environments/{}/deployments': `${main}/deployments`,
  'GET /projects/{}/environments/{}/deployments/{}': `${main}/deployments/current`,
  'GET /projects/{}/environments/{}/tasks': `${main}/tasks`,
  'GET /projects/{}/environments/{}/tasks/{}': `${main}/tasks/report`,
  'POST /projects/{}/environments/{}/tasks/{}/run': `${main}/tasks/report/run`,
  'GET /projects/{}/activities': '/projects/shop/activities',
  'GET /projects/{}/activities/{}': `/projects/shop/activities/${finished}`,
  'POST /projects/{}/activities/{}/cancel': `/projects/shop/activities/${running}/cancel`,
  'GET /projects/{}/environments/{}/activities': `${main}/activities`,
  'GET /projects/{}/environments/{}/activities/{}': `${main}/activities/${running}`,
  'POST /projects/{}/environments/{}/activities/{}/cancel': `${main}/activities/${running}/cancel`,
};

async function openFilled() {
  const opened = await openTestApi();
  await insertActivity(opened.store.db, anActivity({ id: running, state: 'in_progress' }));
  await insertActivity(opened.store.db, aFinishedActivity({ id: finished }));
  return opened;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('the contract of the Upsun API', () => {
  test.each(Object.entries(requests))('%s answers as the contract says', async (route, url) => {
    const { ask } = await openFilled();
    const { status, body } = await ask({ method: route.startsWith('POST') ? 'POST' : 'GET', url });
    expect(status).toBe(route.startsWith('POST') ? 202 : 200);
    expect(violations(route, status, body)).toEqual([]);
  });

  test('every route that both have is validated', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask('/openapi.json');
    const ours = Object.entries((body as OpenApi).paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => routeName(method, path)),
    );
    expect(ours.length).toBeGreaterThan(30);
    const shared = ours.filter((route) => contractRoutes.has(route));
    expect(shared.filter((route) => !(route in requests))).toEqual([]);
    expect(Object.keys(requests).filter((route) => !shared.includes(route))).toEqual([]);
  });

  test('every environment and deployment is valid, deployed or not', async () => {
    const { ask } = await openFilled();
    for (const name of ['main', 'feature%2Flogin', 'empty']) {
      const { status, body } = await ask(`/projects/shop/environments/${name}`);
      expect(violations('GET /projects/{}/environments/{}', status, body)).toEqual([]);
    }
    const none = await ask('/projects/shop/environments/empty/deployments');
    expect(none.body).toEqual([]);
  });

  test('an error has the shape of the contract', async () => {
    const { ask } = await openTestApi();
    const { body } = await ask('/organizations/unknown');
    expect(violations('GET /organizations/{}', 404, body)).toEqual([]);
  });

  test('the validator sees what is wrong', () => {
    expect(violations('GET /projects/{}', 200, { id: 1 })).not.toEqual([]);
    expect(
      violations('GET /projects/{}/environments/{}/tasks', 200, [{ id: 'x', unknown: true }]),
    ).not.toEqual([]);
  });
});
