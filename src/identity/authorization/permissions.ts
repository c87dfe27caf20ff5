import { ErrandError } from '../../errors/errand-error.ts';
import {
  type EnvironmentRole,
  type EnvironmentType,
  environmentRoles,
  environmentTypes,
  type ProjectAccess,
} from './role.ts';

/** A project's roles as the Upsun API writes them: `["viewer", "staging:contributor"]`. */
export function renderPermissions({ role, types }: ProjectAccess): readonly string[] {
  return [
    role,
    ...environmentTypes.flatMap((type) => (types[type] === undefined ? [] : [`${type}:${types[type]}`])),
  ];
}

/** Every permission there is. */
export const allPermissions: readonly string[] = [
  'admin',
  'viewer',
  ...environmentTypes.flatMap((type) => environmentRoles.map((role) => `${type}:${role}`)),
];

/**
 * Roles from such a list. Who has a role for a type of environment is a viewer of the project, said or not.
 * Error: `request_invalid` for an unknown one, none at all, or further ones beside `admin`.
 */
export function readPermissions(permissions: readonly string[]): ProjectAccess {
  const unknown = permissions.find((permission) => !allPermissions.includes(permission));
  if (unknown !== undefined) {
    throw refused(`There is no role "${unknown}"; there are ${allPermissions.join(', ')}.`);
  }
  const [first] = permissions;
  if (first === undefined) throw refused(`Name a role: ${allPermissions.join(', ')}.`);
  const types = Object.fromEntries(
    permissions.filter((text) => text.includes(':')).map((text) => text.split(':') as [string, string]),
  ) as Partial<Record<EnvironmentType, EnvironmentRole>>;
  if (!permissions.includes('admin')) return { role: 'viewer', types };
  if (permissions.some((permission) => permission !== 'admin')) {
    throw refused('An admin may do everything in the project; give no other role beside it.');
  }
  return { role: 'admin', types: {} };
}

function refused(message: string): ErrandError {
  return new ErrandError('request_invalid', message, { details: { roles: allPermissions } });
}
