import { ErrandError } from '../../errors/errand-error.ts';
import { askingUserId } from '../access/asking-user.ts';
import { visibleProjects } from '../access/visible.ts';
import { organization, renderOrganization, renderOrganizationProfile } from '../render/organization.ts';
import {
  organizationProjectsHref,
  renderOrganizationProject,
} from '../render/render-organization-project.ts';
import { organizationPath, organizationProjectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

/** The one organization, for clients that ask for one (wire.md 4.2). */
export function organizationRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/organizations',
      operation: 'user:me',
      summary: 'The organizations',
      status: 200,
      answer: '`items`, the one organization',
      handle: ({ principal }) => ({
        count: 1,
        items: [renderOrganization(askingUserId(principal))],
        _links: { self: { href: '/organizations' } },
      }),
    }),
    route({
      method: 'GET',
      path: '/organizations/:organization',
      operation: 'user:me',
      summary: 'An organization',
      parameters: organizationPath,
      status: 200,
      answer: 'Organization',
      handle: ({ principal, parameters }) => {
        requireOurs(parameters.organization);
        return renderOrganization(askingUserId(principal));
      },
    }),
    route({
      method: 'GET',
      path: '/organizations/:organization/profile',
      operation: 'user:me',
      summary: 'What the organization is billed by: nothing',
      parameters: organizationPath,
      status: 200,
      answer: 'OrganizationProfile, without limits',
      handle: ({ parameters }) => {
        requireOurs(parameters.organization);
        return renderOrganizationProfile();
      },
    }),
    ...organizationProjectRoutes(rooms),
  ];
}

/** The projects, once more: all are the organization's. */
function organizationProjectRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/organizations/:organization/projects',
      operation: 'project:list',
      summary: 'The projects that the caller may view, all at once',
      parameters: organizationPath,
      status: 200,
      answer: '`items`, an array of OrganizationProject',
      handle: async ({ principal, parameters }) => {
        requireOurs(parameters.organization);
        const projects = visibleProjects(rooms.identity, principal, await rooms.projects.list());
        const items = projects.map(renderOrganizationProject);
        return { count: items.length, items, _links: { self: { href: organizationProjectsHref } } };
      },
    }),
    route({
      method: 'GET',
      path: '/organizations/:organization/projects/:project',
      operation: 'project:view',
      summary: 'A project of the organization',
      parameters: organizationProjectPath,
      status: 200,
      answer: 'OrganizationProject',
      handle: async ({ parameters }) => {
        requireOurs(parameters.organization);
        return renderOrganizationProject(await requireProject(rooms, parameters.project));
      },
    }),
  ];
}

/** Error: `route_not_found`. */
export function requireOurs(asked: string): void {
  const { id, name } = organization;
  if ([id, name, `name=${name}`].includes(asked)) return;
  throw new ErrandError(
    'route_not_found',
    `There is no organization "${asked}"; the only one is "${name}".`,
    {
      details: { organizations: [name] },
    },
  );
}
