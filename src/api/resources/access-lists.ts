import type { Project } from '../../deploy/deployment.ts';
import { environmentRole } from '../../identity/authorization/role.ts';
import { projectHref } from '../render/hrefs.ts';
import { renderUserReference } from '../render/render-user.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms, User } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';
import { requireType, typePath } from './require-type.ts';

/**
 * Who may do what, as clients had it before `user-access`, which changes it: an entry for each user with one role in the project, or
 * in environments of a type.
 */
export function accessListRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/projects/:project/access',
      operation: 'user-access:view',
      summary: 'The users of the project with their role in it, as older clients want them',
      parameters: projectPath,
      status: 200,
      answer: 'Array of ProjectAccess',
      handle: async ({ parameters }) => {
        const project = await requireProject(rooms, parameters.project);
        const members = await membersOf(rooms, project, ({ access }) => access.role);
        return members.map(renderMember(project, projectHref(project.id)));
      },
    }),
    route({
      method: 'GET',
      path: '/projects/:project/environment-types/:type/access',
      operation: 'user-access:view',
      summary: 'The users of the project with their role in environments of a type',
      parameters: typePath,
      status: 200,
      answer: 'Array of EnvironmentTypeAccess',
      handle: async ({ parameters }) => {
        const project = await requireProject(rooms, parameters.project);
        const type = requireType(parameters.type);
        const members = await membersOf(rooms, project, ({ access }) => environmentRole(access, type));
        return members.map(renderMember(project, `${projectHref(project.id)}/environment-types/${type}`));
      },
    }),
  ];
}

interface Member {
  readonly user: User;
  readonly role: string;
}

type Grants = Awaited<ReturnType<Rooms['people']['grantsOfProject']>>;

/** Those who have a role. */
async function membersOf(
  { people, identity }: Rooms,
  { id }: Project,
  roleIn: (grant: Grants[number]) => string | null,
): Promise<readonly Member[]> {
  const found = (await people.grantsOfProject(id)).map(async (grant) => {
    const [user, role] = [await identity.user(grant.userId), roleIn(grant)];
    return user === null || role === null ? null : { user, role };
  });
  return (await Promise.all(found)).filter((member) => member !== null);
}

const renderMember =
  ({ id: project }: Project, href: string) =>
  ({ user, role }: Member) => ({
    id: user.id,
    user: user.id,
    project,
    role,
    _embedded: { users: [{ ...renderUserReference(user), display_name: user.displayName }] },
    _links: { self: { href: `${href}/access` } },
  });
