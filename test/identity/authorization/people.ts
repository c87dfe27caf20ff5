import { noAccess, type ProjectAccess, type UserAccess } from '../../../src/identity/authorization/role.ts';
import type { UserPrincipal } from '../../../src/identity/principal.ts';

export function person(access: Partial<UserAccess>): UserPrincipal {
  return { kind: 'user', userId: 'u1', username: 'ada', access: { ...noAccess, ...access } };
}

/** Someone with a role in the project `shop`, and in no other. */
export function member(role: ProjectAccess['role'], types: ProjectAccess['types'] = {}): UserPrincipal {
  return person({ projects: { shop: { role, types } } });
}
