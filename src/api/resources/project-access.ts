import { z } from 'zod';
import { readPermissions } from '../../identity/authorization/permissions.ts';
import { authorize } from '../access/authorize.ts';
import { renderAccessList } from '../render/render-access.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { userPath } from './accounts.ts';
import { grantRoutes, permissionList } from './grant-routes.ts';
import { requireProject } from './require-found.ts';
import { requireUser } from './require-user.ts';

const below = '/users/:user/project-access';
const accessPath = userPath.extend({ project: z.string().min(1).max(255).describe('Id of the project') });

const grant = z.object({ project_id: z.string(), permissions: permissionList });

/** The same roles, by user: what one's own are, and for a project's admin another way to give them. */
export function projectAccessRoutes(rooms: Rooms): readonly Route[] {
  return [listRoute(rooms), grantRoute(rooms), ...grantRoutes(rooms, `${below}/:project`, accessPath)];
}

function listRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: below,
    operation: 'user:view',
    summary: 'The user’s roles in projects',
    parameters: userPath,
    status: 200,
    answer: '`items`, one for each project',
    handle: async ({ parameters: { user } }) => {
      await requireUser(rooms.identity, user);
      return renderAccessList(`/users/${user}/project-access`, await rooms.identity.grants(user));
    },
  });
}

function grantRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: below,
    operation: 'user:me',
    // Whose role it is about; the right to give it is asked project by project.
    target: async () => ({}),
    summary: 'Give the user roles in projects that the caller is admin of',
    parameters: userPath,
    body: z.union([z.array(grant).min(1).max(100), grant]),
    status: 204,
    answer: 'Nothing',
    handle: async ({ parameters, body, principal }) => {
      const wanted = [body].flat().map((one) => ({ ...one, access: readPermissions(one.permissions) }));
      for (const { project_id: project } of wanted) {
        authorize(rooms.identity, principal, 'user-access:edit', { project });
        await requireProject(rooms, project);
      }
      const { id } = await requireUser(rooms.identity, parameters.user);
      for (const { project_id: project, access } of wanted) await rooms.people.grant(id, project, access);
    },
  });
}
