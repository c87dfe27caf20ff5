import { describe, expect, test } from 'vitest';
import type { Route } from '../../src/api/route.ts';
import { allRoutes } from '../../src/api/routes.ts';
import { ruleOf } from '../../src/identity/authorization/operations.ts';
import type { ProjectAccess } from '../../src/identity/authorization/role.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { putGrant } from '../../src/store/user-access/put-grant.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { aFinishedActivity } from './sample-activity.ts';
import { openTestApi, type TestApi } from './test-api.ts';

/** What a role reaches: 0 nothing, 1 to view, 2 to contribute, 3 everything. In the project itself 2 is no more than 1. */
interface Reach {
  readonly server?: true;
  readonly organization?: true;
  readonly project: 0 | 1 | 3;
  readonly production: 0 | 1 | 2 | 3;
  readonly development: 0 | 1 | 2 | 3;
  readonly staging?: 3;
}

type Roles = { readonly isAdministrator?: true; readonly isOwner?: true; readonly access?: ProjectAccess };

const typed = (types: ProjectAccess['types']): Roles => ({ access: { role: 'viewer', types } });
const none = { project: 1, production: 0, development: 0 } as const;

const roles: Readonly<Record<string, readonly [Roles, Reach]>> = {
  administrator: [
    { isAdministrator: true },
    { server: true, organization: true, project: 3, production: 3, development: 3 },
  ],
  owner: [{ isOwner: true }, { organization: true, project: 3, production: 3, development: 3 }],
  admin: [{ access: { role: 'admin', types: {} } }, { project: 3, production: 3, development: 3 }],
  viewer: [{ access: { role: 'viewer', types: {} } }, { project: 1, production: 1, development: 1 }],
  'production admin': [typed({ production: 'admin' }), { ...none, production: 3 }],
  'production contributor': [typed({ production: 'contributor' }), { ...none, production: 2 }],
  'production viewer': [typed({ production: 'viewer' }), { ...none, production: 1 }],
  'development admin': [typed({ development: 'admin' }), { ...none, development: 3 }],
  'development contributor': [typed({ development: 'contributor' }), { ...none, development: 2 }],
  'development viewer': [typed({ development: 'viewer' }), { ...none, development: 1 }],
  'staging admin': [typed({ staging: 'admin' }), { ...none, staging: 3 }],
  'nobody in particular': [{}, { project: 0, production: 0, development: 0 }],
};

const needs = { viewer: 1, contributor: 2, admin: 3 } as const;

/** Whether the role should get in, said without the code that decides it. */
function expected(route: Route, reach: Reach, type: 'production' | 'development'): boolean {
  if (route.operation === 'public') return true;
  // The parent of the development environment is the production one, which has none.
  const { parentOperation } = route;
  if (parentOperation !== undefined && type === 'development') {
    const parentRule = ruleOf(parentOperation);
    if (parentRule.on === 'environment' && reach.production < needs[parentRule.role]) return false;
  }
  const rule = ruleOf(route.operation);
  if (rule.on === 'server') return reach.server === true;
  if (rule.on === 'organization') return reach.organization === true;
  if (rule.on === 'user')
    return reach.server === true || !route.path.includes(':user') || route.target !== undefined;
  if (rule.on === 'project') return reach.project >= needs[rule.role];
  if (route.path.includes(':environment') || route.path.includes(':activity')) {
    return reach[type] >= needs[rule.role];
  }
  if (rule.ofAnyType === true)
    return Math.max(reach.production, reach.development, reach.staging ?? 0) >= needs[rule.role];
  // Of a project's whole list everybody with a role sees a part.
  return rule.role === 'viewer'
    ? reach.project > 0
    : Math.min(reach.production, reach.development) >= needs[rule.role];
}

const activities = { production: 'inproduction1', development: 'indevelopment' } as const;

async function openWith(granted: Roles): Promise<TestApi> {
  const opened = await openTestApi();
  const { db } = opened.store;
  const { access, ...flags } = granted;
  await insertUser(db, aUser({ id: 'asker', username: 'asker', email: 'asker@example.com', ...flags }));
  const now = new Date();
  if (access)
    await putGrant(db, { userId: 'asker', project: 'shop', access, grantedAt: now, updatedAt: now });
  await insertActivity(db, aFinishedActivity({ id: activities.production, environment: 'main' }));
  await insertActivity(db, aFinishedActivity({ id: activities.development, environment: 'feature/login' }));
  return opened;
}

function urlOf(route: Route, type: 'production' | 'development'): string {
  const names: Readonly<Record<string, string>> = {
    project: 'shop',
    environment: type === 'production' ? 'main' : 'feature%2Flogin',
    task: 'report',
    activity: activities[type],
    user: 'somebody-else',
    repository: 'shop.git',
  };
  return route.path.replaceAll(/:(\w+)/g, (_, name: string) => names[name] ?? 'x');
}

/** A route that streams for ever has let its caller in, and so has git, which these rooms do without. */
async function isRefused({ api }: TestApi, route: Route, url: string, authorization: string) {
  try {
    const signal = AbortSignal.timeout(3000);
    const answer = await api.inject({ method: route.method, url, headers: { authorization }, signal });
    return answer.statusCode === 403 || answer.statusCode === 401;
  } catch (error) {
    if (error instanceof Error && /abort|response destroyed/i.test(error.name + error.message)) return false;
    throw error;
  }
}

describe('every route of the API', () => {
  test.each(Object.entries(roles))('for %s', async (_name, [granted, reach]) => {
    const opened = await openWith(granted);
    const routes = allRoutes(opened.rooms, { version: '1', startedAt: new Date() });
    const authorization = await opened.bearer({ kind: 'user', userId: 'asker' });
    const wrong: string[] = [];
    for (const route of routes.filter(({ operation }) => operation !== 'public')) {
      for (const type of ['production', 'development'] as const) {
        const refused = await isRefused(opened, route, urlOf(route, type), authorization);
        if (refused === expected(route, reach, type)) wrong.push(`${route.method} ${route.path} in ${type}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('git', () => {
  test.each<[string, ProjectAccess['types'], number | undefined]>([
    ['a viewer', {}, 403],
    ['who views one type', { production: 'viewer' }, 403],
    ['who contributes to another type', { development: 'contributor' }, undefined],
  ])('is told at once whether %s may push', async (_, types, status) => {
    const opened = await openWith(typed(types));
    const authorization = await opened.bearer({ kind: 'user', userId: 'asker' });
    const answerTo = (service: string) => {
      const url = `/git/shop.git/info/refs?service=${service}`;
      const signal = AbortSignal.timeout(3000);
      return opened.api
        .inject({ url, headers: { authorization }, signal })
        .then(({ statusCode }) => statusCode)
        .catch(() => undefined);
    };
    // These rooms have no git, which breaks off what is let in.
    expect(await answerTo('git-receive-pack')).toBe(status);
    expect(await answerTo('git-upload-pack')).toBeUndefined();
  });
});

describe('lists show what their caller may see', () => {
  const asking = async (granted: Roles, url: string) => {
    const opened = await openWith(granted);
    const authorization = await opened.bearer({ kind: 'user', userId: 'asker' });
    return (await opened.ask({ url, headers: { authorization } })).body;
  };
  const developer = typed({ development: 'contributor' });

  test('projects', async () => {
    expect(await asking(developer, '/projects')).toMatchObject([{ id: 'shop' }]);
    expect(await asking({}, '/projects')).toEqual([]);
    expect(await asking({ isOwner: true }, '/projects')).toMatchObject([{ id: 'other' }, { id: 'shop' }]);
    expect(await asking(developer, '/ref/projects?in=shop,other')).toEqual({ shop: expect.anything() });
    expect(await asking(developer, '/me')).toMatchObject({ projects: [{ id: 'shop' }] });
  });

  test('environments, in the error about one that is not there too', async () => {
    const missing = '/projects/shop/environments/mian';
    const seen = { error: 'environment_not_found', detail: { environments: ['empty', 'feature/login'] } };
    expect(await asking(developer, missing)).toMatchObject(seen);
    expect((await asking(developer, missing)) as object).toMatchObject({
      message: 'The project shop has no environment "mian"; it has empty, feature/login.',
    });
    expect(await asking({ isOwner: true }, missing)).toMatchObject({
      detail: { environments: ['empty', 'feature/login', 'main'] },
    });
  });

  test('access, with the roles as the original writes them', async () => {
    const url = '/users/asker/extended-access';
    expect(await asking(developer, url)).toMatchObject({
      items: [{ resource_id: 'shop', permissions: ['viewer', 'development:contributor'] }],
    });
    expect(await asking({}, url)).toMatchObject({ items: [] });
    expect(await asking({ isOwner: true }, url)).toMatchObject({
      items: [{ resource_id: 'other', permissions: ['admin'] }, { resource_id: 'shop' }],
    });
  });

  test('environments and their activities', async () => {
    const environments = await asking(developer, '/projects/shop/environments');
    expect((environments as { id: string }[]).map(({ id }) => id)).toEqual(['empty', 'feature/login']);
    const seen = await asking(developer, '/projects/shop/activities');
    expect(seen).toMatchObject([{ id: activities.development }]);
    expect(await asking(typed({ staging: 'admin' }), '/projects/shop/activities')).toEqual([]);
    expect(await asking({ isOwner: true }, '/projects/shop/activities')).toHaveLength(2);
  });

  test('no activity of an environment out of sight, by whatever path', async () => {
    for (const path of ['/projects/shop/activities', '/projects/shop/environments/empty/activities']) {
      expect(await asking(developer, `${path}/${activities.production}`)).toMatchObject({
        error: path.includes('empty') ? 'activity_not_found' : 'forbidden',
      });
    }
  });
});
