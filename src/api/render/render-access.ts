import type { Grant } from '../../identity/authorization/grant.ts';
import { renderPermissions } from '../../identity/authorization/permissions.ts';
import { renderInstant } from './instant.ts';
import { organization } from './organization.ts';

/**
 * What a user may reach (wire.md 4.2). The links to what the ids stand for are the one place with a query in an href.
 */
export function renderExtendedAccess(
  userId: string,
  grants: readonly Grant[],
  resourceType: string | undefined,
) {
  const self = { href: `/users/${encodeURIComponent(userId)}/extended-access` };
  const ids = grants.map(({ project }) => encodeURIComponent(project)).join(',');
  return {
    items: resourceType === undefined || resourceType === 'project' ? grants.map(renderGrant) : [],
    _links: {
      self,
      ...(ids === '' ? {} : { 'ref:projects:0': { href: `/ref/projects?in=${ids}` } }),
      'ref:organizations:0': { href: `/ref/organizations?in=${organization.id}` },
    },
  };
}

/** A user's role in a project, on the wire. */
export function renderGrant({ userId, project, access, grantedAt, updatedAt }: Grant) {
  return {
    user_id: userId,
    resource_id: project,
    resource_type: 'project',
    organization_id: organization.id,
    permissions: renderPermissions(access),
    granted_at: renderInstant(grantedAt),
    updated_at: renderInstant(updatedAt),
  };
}

/** The same with links to change it, which clients follow. */
export function renderAccess(grant: Grant) {
  const { userId, project } = grant;
  const self = {
    href: `/projects/${encodeURIComponent(project)}/user-access/${encodeURIComponent(userId)}`,
  };
  const links = { self, '#edit': self, '#delete': self, update: self, delete: self };
  return { ...renderGrant(grant), _links: links };
}

/** Roles of a project or of a user, with where the ids in them lead. */
export function renderAccessList(href: string, grants: readonly Grant[]) {
  const users = [...new Set(grants.map(({ userId }) => userId))];
  const projects = [...new Set(grants.map(({ project }) => project))];
  return {
    items: grants.map(renderAccess),
    _links: {
      self: { href },
      ...(users.length === 0 ? {} : { 'ref:users:0': { href: `/ref/users?in=${users.join(',')}` } }),
      ...(projects.length === 0
        ? {}
        : { 'ref:projects:0': { href: `/ref/projects?in=${projects.join(',')}` } }),
    },
  };
}
