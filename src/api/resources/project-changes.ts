import { z } from 'zod';
import type { Project } from '../../deploy/deployment.ts';
import type { Principal } from '../../identity/principal.ts';
import { auditActorOf } from '../access/audit-hook.ts';
import { renderProject } from '../render/render-project.ts';
import { branchName } from '../request/branch-name.ts';
import { organizationProjectPath, projectPath } from '../request/path-parameters.ts';
import { timezone } from '../request/timezone.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireOurs } from './organizations.ts';

export const title = z.string().trim().min(1).max(200);
export const description = z.string().max(2000);

const projectPatch = z.strictObject({
  title: title.optional(),
  description: description.optional(),
  default_branch: branchName.optional(),
  timezone: timezone.optional(),
});

/** PHP clients send an empty object as `[]`. */
const noBody = z.union([z.strictObject({}), z.array(z.never())]).nullish();

/** What is changed of a project as a whole, and its end. */
export function projectChangeRoutes(rooms: Rooms): readonly Route[] {
  return [editRoute(rooms), deleteRoute(rooms), deleteInOrganizationRoute(rooms)];
}

/** A project, with links to what the caller can do with it now. */
export function renderFor({ identity, address }: Rooms, principal: Principal, project: Project) {
  const may = (operation: 'project:edit' | 'project:delete') =>
    identity.allow(principal, operation, { project: project.id }).allowed;
  return renderProject(project, address.api, { edit: may('project:edit'), delete: may('project:delete') });
}

function editRoute(rooms: Rooms): Route {
  return route({
    method: 'PATCH',
    path: '/projects/:project',
    operation: 'project:edit',
    summary: 'Change title, description, timezone or default branch',
    parameters: projectPath,
    body: projectPatch,
    status: 200,
    answer: '`_embedded.entity` is the Project',
    handle: async ({ parameters, body: { default_branch: defaultBranch, ...said }, principal }) => {
      const change = Object.fromEntries(
        Object.entries({ ...said, defaultBranch }).filter(([, value]) => value !== undefined),
      );
      const project = await rooms.projects.change(parameters.project, change);
      return {
        status: 'updated',
        code: 200,
        _embedded: { entity: renderFor(rooms, principal, project), activities: [] },
      };
    },
  });
}

const deletion = {
  method: 'DELETE',
  operation: 'project:delete',
  body: noBody,
  status: 204,
  answer:
    'Nothing, as soon as it is written down: the project has the status `deleting` until it is gone, or `deletion_failed`',
} as const;

function deleteRoute(rooms: Rooms): Route {
  return route({
    ...deletion,
    path: '/projects/:project',
    summary: 'Delete a project with all that belongs to it',
    parameters: projectPath,
    handle: async ({ parameters, principal }) => {
      await rooms.projects.delete(parameters.project, auditActorOf(principal));
    },
  });
}

function deleteInOrganizationRoute(rooms: Rooms): Route {
  return route({
    ...deletion,
    path: '/organizations/:organization/projects/:project',
    summary: 'The same, where clients look for it',
    parameters: organizationProjectPath,
    handle: async ({ parameters: { organization, project }, principal }) => {
      requireOurs(organization);
      await rooms.projects.delete(project, auditActorOf(principal));
    },
  });
}
