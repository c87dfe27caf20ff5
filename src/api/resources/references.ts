import { z } from 'zod';
import { acquaintances } from '../access/acquaintances.ts';
import { askingUserId } from '../access/asking-user.ts';
import { visibleProjects } from '../access/visible.ts';
import { organization, renderOrganizationReference } from '../render/organization.ts';
import { renderProjectReference } from '../render/render-project.ts';
import { renderUserReference } from '../render/render-user.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

const idsQuery = z.object({
  in: z
    .string()
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .describe('Ids, separated by commas'),
});

/** Maps from ids to what they stand for; ids that stand for nothing are left out (wire.md 4.2). */
export function referenceRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/ref/projects',
      operation: 'project:list',
      summary: 'Projects by id',
      query: idsQuery,
      status: 200,
      answer: 'Map of ProjectReference',
      handle: async ({ principal, query }) => {
        const named = (await rooms.projects.list()).filter(({ id }) => query.in.includes(id));
        const projects = visibleProjects(rooms.identity, principal, named);
        return Object.fromEntries(projects.map((project) => [project.id, renderProjectReference(project)]));
      },
    }),
    route({
      method: 'GET',
      path: '/ref/organizations',
      operation: 'user:me',
      summary: 'Organizations by id',
      query: idsQuery,
      status: 200,
      answer: 'Map of OrganizationReference',
      handle: ({ principal, query }) =>
        query.in.includes(organization.id)
          ? { [organization.id]: renderOrganizationReference(askingUserId(principal)) }
          : {},
    }),
    userReferences(rooms),
  ];
}

function userReferences(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: '/ref/users',
    operation: 'user:me',
    summary: 'Users by id',
    query: idsQuery,
    status: 200,
    answer: 'Map of UserReference',
    handle: async ({ principal, query }) => {
      const known = await acquaintances(rooms, principal);
      const ids = known === null ? query.in : query.in.filter((id) => known.has(id));
      const users = await Promise.all(ids.map((id) => rooms.identity.user(id)));
      const found = users.filter((user) => user !== null);
      return Object.fromEntries(found.map((user) => [user.id, renderUserReference(user)]));
    },
  });
}
