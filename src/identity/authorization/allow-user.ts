import type { UserPrincipal } from '../principal.ts';
import type { Decision, Target } from './decision.ts';
import { type Operation, ruleOf } from './operations.ts';
import { environmentRole, environmentTypes, noAccess, type ProjectAccess, reaches } from './role.ts';
import type { Rule } from './rule.ts';

function accessTo(principal: UserPrincipal, project: string | undefined): ProjectAccess | null {
  const { projects } = principal.access ?? noAccess;
  return project !== undefined && Object.hasOwn(projects, project) ? (projects[project] ?? null) : null;
}

/**
 * Where no environment is named, what is viewed is a list, which shows what its caller may see: a role in one type is
 * enough. What changes something needs the role in every type, unless its rule says otherwise.
 */
function holdsInEnvironment(
  access: ProjectAccess,
  { role: needed, ofAnyType = needed === 'viewer' }: Rule & { readonly on: 'environment' },
  target: Target,
): boolean {
  const has = (type: (typeof environmentTypes)[number]) => reaches(environmentRole(access, type), needed);
  if (target.environmentType !== undefined) return has(target.environmentType);
  if (target.environment !== undefined) return environmentTypes.every(has);
  return ofAnyType ? environmentTypes.some(has) : environmentTypes.every(has);
}

function holds(principal: UserPrincipal, operation: Operation, target: Target): boolean {
  const { isAdministrator, isOwner } = principal.access ?? noAccess;
  const rule = ruleOf(operation);
  if (isAdministrator) return true;
  if (rule.on === 'server') return false;
  if (rule.on === 'user') return target.user === undefined || target.user === principal.userId;
  if (isOwner) return true;
  const access = accessTo(principal, target.project);
  if (rule.on === 'organization' || access === null) return false;
  if (rule.on === 'project') return rule.role === 'viewer' || access.role === 'admin';
  return holdsInEnvironment(access, rule, target);
}

function atLeast(role: 'viewer' | 'contributor' | 'admin'): string {
  if (role === 'viewer') return 'the role viewer, contributor or admin';
  return role === 'contributor' ? 'the role contributor or admin' : 'the role admin';
}

function whatIsNeeded(operation: Operation, { project, environmentType }: Target): string {
  const rule = ruleOf(operation);
  const there = project === undefined ? 'in the project' : `in the project ${project}`;
  switch (rule.on) {
    case 'server':
      return "only the server's administrators may";
    case 'organization':
      return 'only owners of the organization may';
    case 'user':
      return 'one may do that for oneself only';
    case 'project':
      return rule.role === 'admin' ? `that needs the role admin ${there}` : `that needs a role ${there}`;
    case 'environment': {
      const which = rule.ofAnyType === true ? 'some of its' : (environmentType ?? 'its');
      const where = `for ${which} environments`;
      return `that needs ${atLeast(rule.role)} ${where} ${there}`;
    }
  }
}

/** Whether a person may do something, by their roles. A refusal names the role that is missing. */
export function allowUser(principal: UserPrincipal, operation: Operation, target: Target): Decision {
  if (holds(principal, operation, target)) return { allowed: true };
  const who = principal.username ?? principal.userId;
  const { does } = ruleOf(operation);
  return { allowed: false, reason: `${who} may not ${does}: ${whatIsNeeded(operation, target)}` };
}
