import type { Authorization } from '../../config/definition.ts';
import type { WorkloadPrincipal } from '../principal.ts';
import type { Decision, Target } from './decision.ts';
import { type Operation, ruleOf } from './operations.ts';
import type { Rule } from './rule.ts';

type Type = Authorization['type'];

/**
 * The environment is the border: even to list the environments is beyond it. With an authorization for the project that is
 * the border.
 */
function isWithin(principal: WorkloadPrincipal, { on }: Rule, target: Target, type: Type): boolean {
  if (target.project !== principal.project) return false;
  if (on === 'project' || type === 'project') return on === 'project' || on === 'environment';
  return on === 'environment' && target.environment === principal.environment;
}

/** The entry that gives the right, as it is written in the file; null where none can. */
function entryFor(type: Type, target: Target): string | null {
  if (type !== 'task') return `{type: ${type}, action: view}`;
  return target.task === undefined ? null : `{type: task, resource: ${target.task}, action: operate}`;
}

function holds(principal: WorkloadPrincipal, type: Type, target: Target): boolean {
  return principal.authorizations.some((entry) => {
    if (entry.type !== type) return false;
    return entry.type !== 'task' || (target.task !== undefined && entry.resource === target.task);
  });
}

function whyNot(principal: WorkloadPrincipal, operation: Operation, target: Target): string {
  const rule = ruleOf(operation);
  const named = operation === 'task:view' || operation === 'task:run';
  const does = named && target.task !== undefined ? `${rule.does} ${target.task}` : rule.does;
  const start = `${principal.workload} may not ${does}`;
  const entries = rule.containers.filter((type) => entryFor(type, target) !== null);
  if (entries.length === 0) return `${start}: no authorization gives a container that right`;
  const bound = `its token is bound to environment ${principal.environment} of project ${principal.project}`;
  const helpful = entries.find((type) => isWithin(principal, rule, target, type));
  if (helpful === undefined) return `${start}: ${bound}`;
  const isBeyond = target.environment !== undefined && target.environment !== principal.environment;
  return `${start}: ${isBeyond ? `${bound}; ` : ''}add ${entryFor(helpful, target)} to its authorizations`;
}

/** Whether a container may do something (T7). A refusal names the line to add, where one would help. */
export function allowWorkload(principal: WorkloadPrincipal, operation: Operation, target: Target): Decision {
  const rule = ruleOf(operation);
  const granted = rule.containers.some(
    (type) => holds(principal, type, target) && isWithin(principal, rule, target, type),
  );
  if (granted) return { allowed: true };
  return { allowed: false, reason: whyNot(principal, operation, target) };
}
