import type { Principal, WorkloadPrincipal } from './principal.ts';

/** Everything the API can be asked to do. */
export type Operation =
  | 'project:list'
  | 'project:create'
  | 'project:view'
  | 'environment:list'
  | 'environment:view'
  | 'environment:push'
  | 'task:list'
  | 'task:view'
  | 'task:run'
  | 'activity:list'
  | 'activity:view'
  | 'activity:log'
  | 'activity:cancel'
  | 'deployment:view'
  | 'user:me';

/** What it is to be done to, as far as the request names it. An activity of a run has that run's task. */
export interface Target {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly task?: string | undefined;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

interface Rule {
  readonly does: string;
  /** How much of the target must be the container's own. */
  readonly within: 'project' | 'environment';
  /** The types of authorization that give a container this right; one is enough, none means never. */
  readonly by: readonly ('env' | 'task')[];
}

/** What a container may be given (T7). Its environment is the border: to list the environments is already beyond it. */
const rules: Readonly<Record<Operation, Rule>> = {
  'project:list': { does: 'list projects', within: 'project', by: [] },
  'project:create': { does: 'create projects', within: 'project', by: [] },
  'project:view': { does: 'view the project', within: 'project', by: ['env'] },
  'environment:list': { does: "list the project's environments", within: 'project', by: [] },
  'environment:view': { does: 'view the environment', within: 'environment', by: ['env'] },
  'environment:push': { does: 'push to the environment', within: 'environment', by: [] },
  'task:list': { does: 'list tasks', within: 'environment', by: ['env'] },
  'task:view': { does: 'view task', within: 'environment', by: ['env', 'task'] },
  'task:run': { does: 'run task', within: 'environment', by: ['task'] },
  'activity:list': { does: 'list activities', within: 'environment', by: ['env'] },
  'activity:view': { does: 'view the activity', within: 'environment', by: ['env', 'task'] },
  'activity:log': { does: 'read the log of the activity', within: 'environment', by: ['env', 'task'] },
  'activity:cancel': { does: 'cancel the activity', within: 'environment', by: ['task'] },
  'deployment:view': { does: 'view the deployment', within: 'environment', by: ['env'] },
  'user:me': { does: 'be asked who it is as a user', within: 'project', by: [] },
};

function isOwn(principal: WorkloadPrincipal, within: Rule['within'], target: Target): boolean {
  if (target.project !== principal.project) return false;
  return within === 'project' || target.environment === principal.environment;
}

/** The entry that gives the right, as it is written in the file; null where none can. */
function entryFor(type: 'env' | 'task', target: Target): string | null {
  if (type === 'env') return '{type: env, action: view}';
  return target.task === undefined ? null : `{type: task, resource: ${target.task}, action: operate}`;
}

function holds(principal: WorkloadPrincipal, type: 'env' | 'task', target: Target): boolean {
  return principal.authorizations.some((entry) => {
    if (entry.type !== type) return false;
    return entry.type === 'env' || (target.task !== undefined && entry.resource === target.task);
  });
}

function whyNot(principal: WorkloadPrincipal, operation: Operation, target: Target): string {
  const rule = rules[operation];
  const named = operation === 'task:view' || operation === 'task:run';
  const does = named && target.task !== undefined ? `${rule.does} ${target.task}` : rule.does;
  const start = `${principal.workload} may not ${does}`;
  const entry = rule.by.map((type) => entryFor(type, target)).find((text) => text !== null);
  if (entry === undefined) return `${start}: no authorization gives a container that right`;
  if (!isOwn(principal, rule.within, target)) {
    return `${start}: its token is bound to environment ${principal.environment} of project ${principal.project}`;
  }
  return `${start}: add ${entry} to its authorizations`;
}

/**
 * Whether a caller may do something. Pure; a refusal says what is missing and, where an authorization would help, the
 * line to add. Users may do everything: there is one role, the administrator's.
 */
export function allow(principal: Principal, operation: Operation, target: Target): Decision {
  if (principal.kind === 'user') return { allowed: true };
  const rule = rules[operation];
  const granted = rule.by.some((type) => holds(principal, type, target));
  if (granted && isOwn(principal, rule.within, target)) return { allowed: true };
  return { allowed: false, reason: whyNot(principal, operation, target) };
}
