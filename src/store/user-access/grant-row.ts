import type { Grant } from '../../identity/authorization/grant.ts';
import { environmentTypes } from '../../identity/authorization/role.ts';
import type { UserAccessTable } from '../schema.ts';

export function toGrantRow({ userId, project, access, grantedAt, updatedAt }: Grant): UserAccessTable {
  const { production = null, staging = null, development = null } = access.types;
  return {
    user_id: userId,
    project,
    role: access.role,
    production,
    staging,
    development,
    granted_at_ms: grantedAt.getTime(),
    updated_at_ms: updatedAt.getTime(),
  };
}

export function fromGrantRow(row: UserAccessTable): Grant {
  const types = environmentTypes.flatMap((type) => (row[type] === null ? [] : [[type, row[type]] as const]));
  return {
    userId: row.user_id,
    project: row.project,
    access: { role: row.role, types: Object.fromEntries(types) },
    grantedAt: new Date(row.granted_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
