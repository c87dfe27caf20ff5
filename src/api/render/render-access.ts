import type { Project } from '../../deploy/deployment.ts';
import { renderInstant } from './instant.ts';
import { organization } from './organization.ts';

/**
 * What a user may reach (wire.md 4.2): every project, as its administrator. The links to what the ids stand for are
 * the one place with a query in an href.
 */
export function renderExtendedAccess(
  userId: string,
  projects: readonly Project[],
  resourceType: string | undefined,
) {
  const onProjects = projects.map((project) => renderGrant(userId, project));
  const self = { href: `/users/${encodeURIComponent(userId)}/extended-access` };
  const ids = projects.map(({ id }) => encodeURIComponent(id)).join(',');
  return {
    items: resourceType === undefined || resourceType === 'project' ? onProjects : [],
    _links: {
      self,
      ...(ids === '' ? {} : { 'ref:projects:0': { href: `/ref/projects?in=${ids}` } }),
      'ref:organizations:0': { href: `/ref/organizations?in=${organization.id}` },
    },
  };
}

function renderGrant(userId: string, project: Project) {
  return {
    user_id: userId,
    resource_id: project.id,
    resource_type: 'project',
    organization_id: organization.id,
    permissions: ['admin'],
    granted_at: renderInstant(project.createdAt),
    updated_at: renderInstant(project.updatedAt),
  };
}
