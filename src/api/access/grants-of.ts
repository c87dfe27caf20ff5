import type { Project } from '../../deploy/deployment.ts';
import type { Grant } from '../../identity/authorization/grant.ts';
import type { User } from '../rooms.ts';

/** A user's roles in projects; administrators and owners are admin of every project. */
export function grantsOf(
  user: User,
  projects: readonly Project[],
  grants: readonly Grant[],
): readonly Grant[] {
  if (!user.isAdministrator && !user.isOwner) return grants;
  return projects.map(({ id, createdAt, updatedAt }) => ({
    userId: user.id,
    project: id,
    access: { role: 'admin', types: {} },
    grantedAt: createdAt,
    updatedAt,
  }));
}
