import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Grant } from '../../identity/authorization/grant.ts';
import { allPermissions, readPermissions } from '../../identity/authorization/permissions.ts';
import { renderAccess } from '../render/render-access.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

export const permissionList = z
  .array(z.string())
  .describe(`Some of ${allPermissions.map((text) => `\`${text}\``).join(', ')}`);

interface GrantPath {
  readonly project: string;
  readonly user: string;
}

/** The user in the path is whose role it is about, not who must ask. */
const target = async ({ project }: Readonly<Record<string, string>>) => ({ project });

/** Looks at, changes and ends the role of one user in one project, at a path that names both. */
export function grantRoutes(rooms: Rooms, path: string, parameters: z.ZodType<GrantPath>): readonly Route[] {
  const common = { path, target, parameters };
  const get = route({
    ...common,
    method: 'GET',
    operation: 'user-access:view',
    summary: 'A user’s role in a project',
    status: 200,
    answer: 'UserProjectAccess',
    handle: async (call) => renderAccess(await requireGrant(rooms, call.parameters)),
  });
  const change = route({
    ...common,
    method: 'PATCH',
    operation: 'user-access:edit',
    summary: 'Change a user’s role in a project',
    body: z.object({ permissions: permissionList }),
    status: 200,
    answer: 'UserProjectAccess',
    handle: async (call) => {
      const { userId, project } = await requireGrant(rooms, call.parameters);
      await rooms.people.grant(userId, project, readPermissions(call.body.permissions));
      return renderAccess(await requireGrant(rooms, call.parameters));
    },
  });
  const remove = route({
    ...common,
    method: 'DELETE',
    operation: 'user-access:edit',
    summary: 'Shut a user out of a project',
    status: 204,
    answer: 'Nothing',
    handle: async (call) => {
      const { userId, project } = await requireGrant(rooms, call.parameters);
      await rooms.people.revokeGrant(userId, project);
    },
  });
  return [get, change, remove];
}

/** A user's role in a project. Errors: `project_not_found`, `access_not_found`. */
async function requireGrant(rooms: Rooms, path: GrantPath): Promise<Grant> {
  const { id } = await requireProject(rooms, path.project);
  const found = (await rooms.people.grantsOfProject(id)).find(({ userId }) => userId === path.user);
  if (found !== undefined) return found;
  throw new ErrandError('access_not_found', `The user ${path.user} has no role in the project ${id}.`, {
    details: { ...path },
  });
}
