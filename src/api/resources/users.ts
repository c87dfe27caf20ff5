import { z } from 'zod';
import { askingUser, requireOwnId } from '../access/asking-user.ts';
import { organization, renderOrganization } from '../render/organization.ts';
import { renderExtendedAccess } from '../render/render-access.ts';
import { renderProjectStub } from '../render/render-project.ts';
import { renderUser } from '../render/render-user.ts';
import type { Rooms, User } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';

const userPath = z.object({ user: z.string().describe('Id of the user who asks') });
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
    route({
      method: 'GET',
      path: '/me',
      operation: 'user:me',
      summary: 'The user who asks, as older clients want it',
      status: 200,
      answer: 'CurrentUser',
      handle: async ({ principal }) => renderMe(await askingUser(rooms.identity, principal), rooms),
    }),
    accessRoute(rooms),
    route({
      method: 'GET',
      path: '/users/:user/organizations',
      operation: 'user:me',
      summary: "The user's organizations",
      parameters: userPath,
      status: 200,
      answer: '`items`, the one organization',
      handle: organizationsOf,
    }),
  ];
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
    handle: async ({ principal, parameters: { user }, query }) => {
      requireOwnId(principal, user);
      return renderExtendedAccess(user, await rooms.projects.list(), query['filter[resource_type]']);
    },
  });
}

async function renderMe(user: User, rooms: Rooms) {
  const projects = await rooms.projects.list();
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
    projects: projects.map((project) => renderProjectStub(project, rooms.address.api)),
  };
}

function organizationsOf({ principal, parameters: { user } }: Call<z.output<typeof userPath>>) {
  requireOwnId(principal, user);
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
