import { z } from 'zod';
import { readPermissions } from '../../identity/authorization/permissions.ts';
import { renderAccessList } from '../render/render-access.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { grantRoutes, permissionList } from './grant-routes.ts';
import { requireProject } from './require-found.ts';
import { requireUser } from './require-user.ts';

const accessPath = projectPath.extend({ user: z.string().min(1).max(255).describe('Id of the user') });

const grant = z.object({
  user_id: z.string(),
  permissions: permissionList,
  auto_add_member: z.boolean().optional().describe('Everybody is a member of the one organization'),
});

const below = '/projects/:project/user-access';

/** Who may do what in a project, as the Upsun API has it. */
export function userAccessRoutes(rooms: Rooms): readonly Route[] {
  return [listRoute(rooms), grantRoute(rooms), ...grantRoutes(rooms, `${below}/:user`, accessPath)];
}

function listRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: below,
    operation: 'user-access:view',
    summary: 'The users of the project and their roles',
    parameters: projectPath,
    status: 200,
    answer: '`items`, one for each user',
    handle: async ({ parameters }) => {
      const { id } = await requireProject(rooms, parameters.project);
      return renderAccessList(`/projects/${id}/user-access`, await rooms.people.grantsOfProject(id));
    },
  });
}

function grantRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: below,
    operation: 'user-access:edit',
    summary: 'Give users roles in the project',
    parameters: projectPath,
    body: z.union([z.array(grant).min(1).max(100), grant]),
    status: 204,
    answer: 'Nothing',
    handle: async ({ parameters, body }) => {
      const { id } = await requireProject(rooms, parameters.project);
      const wanted = [body].flat().map((one) => ({ ...one, access: readPermissions(one.permissions) }));
      // All are looked at before the first is let in.
      for (const { user_id } of wanted) await requireUser(rooms.identity, user_id);
      for (const { user_id, access } of wanted) await rooms.people.grant(user_id, id, access);
    },
  });
}
