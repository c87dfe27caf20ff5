import { ErrandError } from '../../errors/errand-error.ts';

const types = ['production', 'staging', 'development'] as const;
const projectRoles = ['admin', 'viewer'] as const;
const typeRoles = ['admin', 'contributor', 'viewer', 'none'] as const;

/** A role by its beginning: `c` is `contributor`. Error: `usage`. */
function complete<Role extends string>(text: string, roles: readonly Role[]): Role {
  const found = text === '' ? undefined : roles.find((role) => role.startsWith(text.toLowerCase()));
  if (found !== undefined) return found;
  throw new ErrandError('usage', `"${text}" is no role; there are ${roles.join(', ')}.`);
}

/** Types that a pattern means; `%` and `*` stand for any letters. Error: `usage`. */
function matching(pattern: string): readonly string[] {
  const expression = pattern.replaceAll(/[^\w%*]/g, '').replaceAll(/[%*]/g, '.*');
  const found = types.filter((type) => new RegExp(`^${expression}$`, 'i').test(type));
  if (found.length > 0) return found;
  throw new ErrandError('usage', `"${pattern}" is no type of environment; there are ${types.join(', ')}.`);
}

/**
 * Permissions from `--role` options as the original takes them: `admin`, `viewer`, `staging:contributor`, `prod%:v`,
 * `staging:none`. What is not named stays as it was. Error: `usage`.
 */
export function permissionsFrom(
  options: readonly string[],
  before: readonly string[] = [],
): readonly string[] {
  const named = options.flatMap((option) => option.split(',')).map((text) => text.trim());
  const [project] = named.filter((text) => !text.includes(':')).map((text) => complete(text, projectRoles));
  const byType = new Map(
    before.filter((text) => text.includes(':')).map((text) => text.split(':') as [string, string]),
  );
  for (const text of named.filter((one) => one.includes(':'))) {
    const [pattern = '', role = ''] = text.split(':');
    for (const type of matching(pattern)) byType.set(type, complete(role, typeRoles));
  }
  const role = project ?? before.find((text) => !text.includes(':')) ?? 'viewer';
  const asked = named.some((text) => text.includes(':'));
  if (role === 'admin' && project === undefined && asked) return typed('viewer', byType);
  if (role === 'admin' && asked) {
    throw new ErrandError(
      'usage',
      'A project admin may do everything; give no role for a type of environment.',
    );
  }
  return role === 'admin' ? ['admin'] : typed(role, byType);
}

function typed(role: string, byType: ReadonlyMap<string, string>): readonly string[] {
  return [
    role,
    ...[...byType].filter(([, given]) => given !== 'none').map(([type, given]) => `${type}:${given}`),
  ];
}
