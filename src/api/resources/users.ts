import { z } from 'zod';
import type { Project } from '../../deploy/deployment.ts';
import { askingUser } from '../access/asking-user.ts';
import { grantsOf } from '../access/grants-of.ts';
import { visibleProjects } from '../access/visible.ts';
import { organization, renderOrganization } from '../render/organization.ts';
import { renderExtendedAccess } from '../render/render-access.ts';
import { renderProjectStub } from '../render/render-project.ts';
import { renderUser } from '../render/render-user.ts';
import type { Rooms, User } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { userPath } from './accounts.ts';
import { requireUser } from './require-user.ts';

const accessQuery = z.object({
  'filter[resource_type]': z.string().optional().describe('`project` or `organization`'),
});

/** Who asks, and what they may reach (wire.md 4.2). */
export function userRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/users/me',
      operation: 'user:me',
      summary: 'The user who asks',
      status: 200,
      answer: 'User',
      handle: async ({ principal }) => renderUser(await askingUser(rooms.identity, principal)),
    }),
    accountRoute(rooms, '/me'),
    // Where the JavaScript client looks for it.
    accountRoute(rooms, '/platform/me'),
    accessRoute(rooms),
    route({
      method: 'GET',
      path: '/users/:user/organizations',
      operation: 'user:me',
      summary: "The user's organizations",
      parameters: userPath,
      status: 200,
      answer: '`items`, the one organization',
      handle: async ({ parameters: { user } }) => {
        await requireUser(rooms.identity, user);
        return organizationsOf(user);
      },
    }),
  ];
}

function accountRoute(rooms: Rooms, path: string): Route {
  return route({
    method: 'GET',
    path,
    operation: 'user:me',
    summary: 'The user who asks, as older clients want it',
    status: 200,
    answer: 'CurrentUser',
    handle: async ({ principal }) => {
      const projects = visibleProjects(rooms.identity, principal, await rooms.projects.list());
      return renderMe(await askingUser(rooms.identity, principal), projects, rooms.address.api);
    },
  });
}

function accessRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: '/users/:user/extended-access',
    operation: 'user:me',
    summary: 'What the user may reach',
    parameters: userPath,
    query: accessQuery,
    status: 200,
    answer: '`items`, one for each project',
    handle: async ({ parameters: { user }, query }) => {
      const found = await requireUser(rooms.identity, user);
      const grants = grantsOf(found, await rooms.projects.list(), await rooms.identity.grants(user));
      return renderExtendedAccess(user, grants, query['filter[resource_type]']);
    },
  });
}

function renderMe(user: User, projects: readonly Project[], apiUrl: string) {
  return {
    id: user.id,
    uuid: user.id,
    username: user.username,
    display_name: user.displayName,
    mail: user.email,
    status: 1,
    has_key: false,
    ssh_keys: [],
    roles: [],
    projects: projects.map((project) => renderProjectStub(project, apiUrl)),
  };
}

function organizationsOf(user: string) {
  const self = { href: `/users/${encodeURIComponent(user)}/organizations` };
  return {
    count: 1,
    items: [renderOrganization(user)],
    _links: {
      self,
      'ref:users:0': { href: `/ref/users?in=${user}` },
      organization: { href: `/organizations/${organization.id}` },
    },
  };
}
