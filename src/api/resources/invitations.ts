import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { readPermissions } from '../../identity/authorization/permissions.ts';
import { environmentRoles, environmentTypes, projectRoles } from '../../identity/authorization/role.ts';
import { renderInstant } from '../render/instant.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const invitation = z.object({
  email: z.email('is not an e-mail address').max(254),
  role: z.enum(projectRoles).default('viewer'),
  permissions: z
    .array(z.object({ type: z.enum(environmentTypes), role: z.enum(environmentRoles) }))
    .default([]),
  environments: z.array(z.unknown()).optional().describe('Not used: roles go by type of environment'),
  force: z.boolean().optional(),
});

/**
 * What `user:add` of other clients sends. Errand sends no mail: a user of the server is let in at once, and for
 * everybody else an administrator makes an account first.
 */
export function invitationRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/projects/:project/invitations',
      operation: 'user-access:edit',
      summary: 'Let a user of the server into the project, by e-mail address',
      parameters: projectPath,
      body: invitation,
      status: 200,
      answer: 'ProjectInvitation, accepted',
      handle: (call) => invite(rooms, call),
    }),
  ];
}

type InviteCall = Call<z.output<typeof projectPath>, unknown, z.output<typeof invitation>>;

async function invite(rooms: Rooms, { parameters, body }: InviteCall) {
  const { id: project } = await requireProject(rooms, parameters.project);
  const user = await rooms.people.findByName(body.email);
  if (user === null) {
    throw new ErrandError('user_not_found', `No user of this server has the address ${body.email}.`, {
      details: { email: body.email, hint: 'An administrator makes one: errand user:create EMAIL.' },
    });
  }
  const typed = body.permissions.map(({ type, role }) => `${type}:${role}`);
  await rooms.people.grant(user.id, project, readPermissions([body.role, ...typed]));
  return {
    id: user.id,
    state: 'accepted',
    project_id: project,
    email: user.email,
    role: body.role,
    permissions: body.permissions,
    environments: [],
    finished_at: renderInstant(new Date()),
  };
}
