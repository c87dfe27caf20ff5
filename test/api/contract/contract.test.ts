import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import { insertBackup } from '../../../src/store/backups/insert-backup.ts';
import { aFinishedActivity, anActivity } from '../sample-activity.ts';
import { aBackup } from '../sample-backup.ts';
import { sources } from '../sample-sources.ts';
import { openTestApi, userId } from '../test-api.ts';
import { contractRoutes, routeName, violations } from './upsun-schemas.ts';

const main = '/projects/shop/environments/main';
const child = '/projects/shop/environments/feature%2Flogin';
const backup = 'ccccccccccccc';
const running = 'aaaaaaaaaaaaa';
const finished = 'bbbbbbbbbbbbb';
const hash = 'a'.repeat(40);

/** Bodies of requests that need one. */
const bodies: Readonly<Record<string, Record<string, unknown>>> = {
  'PATCH /projects/{}/environments/{}': { title: 'Main' },
  'PATCH /projects/{}/environments/{}/deployments/next': { services: { db: { disk: 2048 } } },
  'POST /projects/{}/environments/{}/branch': { name: 'new', title: 'New' },
  'POST /projects/{}/environments/{}/synchronize': { synchronize_code: true },
};

/** A request that succeeds, for every route that is in the contract and in Errand. */
const requests: Readonly<Record<string, string>> = {
  'GET /me': '/me',
  'GET /users/me': '/users/me',
  'GET /ref/users': `/ref/users?in=${userId}&sig=x`,
  'GET /ref/projects': '/ref/projects?in=shop,other&sig=x',
  'GET /ref/organizations': '/ref/organizations?in=01ERRAND000000000000000000&sig=x',
  'GET /organizations': '/organizations',
  'GET /organizations/{}': '/organizations/01ERRAND000000000000000000',
  'DELETE /organizations/{}/projects/{}': '/organizations/01ERRAND000000000000000000/projects/shop',
  'GET /organizations/{}/projects': '/organizations/01ERRAND000000000000000000/projects',
  'GET /organizations/{}/projects/{}': '/organizations/01ERRAND000000000000000000/projects/shop',
  'GET /projects/{}': '/projects/shop',
  'POST /projects/{}/clear_build_cache': '/projects/shop/clear_build_cache',
  'GET /projects/{}/settings': '/projects/shop/settings',
  'GET /projects/{}/capabilities': '/projects/shop/capabilities',
  'GET /projects/{}/system': '/projects/shop/system',
  'GET /projects/{}/environment-types': '/projects/shop/environment-types',
  'GET /projects/{}/environment-types/{}': '/projects/shop/environment-types/staging',
  'GET /projects/{}/environments': '/projects/shop/environments',
  'GET /projects/{}/environments/{}': main,
  'GET /projects/{}/environments/{}/deployments': `${main}/deployments`,
  'GET /projects/{}/environments/{}/deployments/{}': `${main}/deployments/current`,
  'PATCH /projects/{}/environments/{}/deployments/next': `${main}/deployments/next`,
  'GET /projects/{}/environments/{}/routes': `${main}/routes`,
  'GET /projects/{}/environments/{}/routes/{}': `${main}/routes/${encodeURIComponent('http://main--shop.localhost:8787/')}`,
  'GET /projects/{}/environments/{}/tasks': `${main}/tasks`,
  'GET /projects/{}/environments/{}/tasks/{}': `${main}/tasks/report`,
  'POST /projects/{}/environments/{}/tasks/{}/run': `${main}/tasks/report/run`,
  'PATCH /projects/{}/environments/{}': main,
  'DELETE /projects/{}/environments/{}': child,
  'POST /projects/{}/environments/{}/activate': `${child}/activate`,
  'POST /projects/{}/environments/{}/branch': `${main}/branch`,
  'POST /projects/{}/environments/{}/deactivate': `${child}/deactivate`,
  'POST /projects/{}/environments/{}/merge': `${child}/merge`,
  'POST /projects/{}/environments/{}/pause': `${main}/pause`,
  'POST /projects/{}/environments/{}/redeploy': `${main}/redeploy`,
  'POST /projects/{}/environments/{}/resume': `${main}/resume`,
  'POST /projects/{}/environments/{}/synchronize': `${child}/synchronize`,
  'POST /projects/{}/environments/{}/backup': `${main}/backup`,
  'GET /projects/{}/environments/{}/backups': `${main}/backups`,
  'GET /projects/{}/environments/{}/backups/{}': `${main}/backups/${backup}`,
  'DELETE /projects/{}/environments/{}/backups/{}': `${main}/backups/${backup}`,
  'POST /projects/{}/environments/{}/backups/{}/restore': `${main}/backups/${backup}/restore`,
  'GET /projects/{}/git/refs': '/projects/shop/git/refs',
  'GET /projects/{}/git/refs/{}': '/projects/shop/git/refs/heads%2Fmain',
  'GET /projects/{}/git/commits/{}': `/projects/shop/git/commits/${hash}`,
  'GET /projects/{}/git/trees/{}': `/projects/shop/git/trees/${hash}`,
  'GET /projects/{}/git/blobs/{}': `/projects/shop/git/blobs/${hash}`,
  'GET /projects/{}/variables': '/projects/shop/variables',
  'POST /projects/{}/variables': '/projects/shop/variables',
  'GET /projects/{}/variables/{}': '/projects/shop/variables/env%3AOLD',
  'PATCH /projects/{}/variables/{}': '/projects/shop/variables/env%3AOLD',
  'DELETE /projects/{}/variables/{}': '/projects/shop/variables/env%3AOLD',
  'GET /projects/{}/environments/{}/variables': `${main}/variables`,
  'POST /projects/{}/environments/{}/variables': `${main}/variables`,
  'GET /projects/{}/environments/{}/variables/{}': `${main}/variables/env%3AOLD`,
  'PATCH /projects/{}/environments/{}/variables/{}': `${main}/variables/env%3AOLD`,
  'DELETE /projects/{}/environments/{}/variables/{}': `${main}/variables/env%3AOLD`,
  'GET /projects/{}/activities': '/projects/shop/activities',
  'GET /projects/{}/activities/{}': `/projects/shop/activities/${finished}`,
  'POST /projects/{}/activities/{}/cancel': `/projects/shop/activities/${running}/cancel`,
  'GET /projects/{}/environments/{}/activities': `${main}/activities`,
  'GET /projects/{}/environments/{}/activities/{}': `${main}/activities/${running}`,
  'POST /projects/{}/environments/{}/activities/{}/cancel': `${main}/activities/${running}/cancel`,
};

const methodOf = (route: string) => route.split(' ')[0] as 'GET' | 'POST' | 'PATCH' | 'DELETE';
const isVariable = (route: string) => route.includes('/variables');

/** A body for the routes that need one. */
function bodyOf(route: string) {
  if (!isVariable(route)) return bodies[route] === undefined ? {} : { payload: bodies[route] };
  if (methodOf(route) === 'POST') return { payload: { name: 'env:NEW', value: 'x', is_sensitive: true } };
  return methodOf(route) === 'PATCH' ? { payload: { value: 'y' } } : {};
}

function statusOf(route: string): number {
  const method = methodOf(route);
  if (route === 'DELETE /organizations/{}/projects/{}') return 204;
  if (isVariable(route)) return method === 'POST' ? 201 : 200;
  if (/\/(?:run|cancel)$/.test(route)) return 202;
  return method === 'POST' ? 201 : 200;
}

async function openFilled() {
  const opened = await openTestApi({ change: (rooms) => ({ ...rooms, sources }) });
  for (const environment of [null, 'main']) {
    const place = { project: 'shop', environment };
    const actor = { kind: 'user', name: 'ada' } as const;
    await opened.rooms.variables.create(place, { name: 'env:OLD', value: 'x' }, actor);
  }
  await insertActivity(opened.store.db, anActivity({ id: running, state: 'in_progress' }));
  await insertActivity(opened.store.db, aFinishedActivity({ id: finished }));
  await insertBackup(opened.store.db, aBackup({ id: backup }));
  return opened;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('the contract of the Upsun API', () => {
  test.each(Object.entries(requests))('%s answers as the contract says', async (route, url) => {
    const { ask } = await openFilled();
    const { status, body } = await ask({ method: methodOf(route), url, ...bodyOf(route) });
    expect(status).toBe(statusOf(route));
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
