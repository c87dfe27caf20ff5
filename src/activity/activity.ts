import type { Actor } from '../identity/principal.ts';

/** The public record of a push, a run and every other change (wire.md 3.1). */
export interface Activity {
  /** 13 lowercase letters and digits. */
  readonly id: string;
  readonly type: ActivityType;
  readonly project: string;
  /** Empty for what is done to the project itself. */
  readonly environment: string;
  readonly state: ActivityState;
  readonly result: 'success' | 'failure' | null;
  readonly failureReason: 'error' | 'shell' | null;
  /** `{task: name}` for a run. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly commands: readonly ActivityCommand[];
  /** Seconds: `wait`, `build`, `deploy`, `start`, `execute`. */
  readonly timings: Readonly<Record<string, number>>;
  /** One plain sentence. */
  readonly text: string;
  readonly actor: Actor;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly cancelledAt: Date | null;
}

/** Changes of an environment as a whole, beside pushes, runs and crons (wire.md 3.2). */
const environmentTypes = [
  'environment.activate',
  'environment.backup',
  'environment.backup.delete',
  'environment.branch',
  'environment.deactivate',
  'environment.delete',
  'environment.merge',
  'environment.pause',
  'environment.redeploy',
  'environment.resources.update',
  'environment.restore',
  'environment.resume',
  'environment.synchronize',
] as const;

export const variableActivityTypes = [
  'project.variable.create',
  'project.variable.update',
  'project.variable.delete',
  'environment.variable.create',
  'environment.variable.update',
  'environment.variable.delete',
] as const;

/** What is done with a project as a whole (wire.md 3.2). */
const projectTypes = ['project.clear_build_cache'] as const;

export const domainActivityTypes = [
  'project.domain.create',
  'project.domain.update',
  'project.domain.delete',
  'environment.domain.create',
  'environment.domain.update',
  'environment.domain.delete',
] as const;

/** Every type there is. */
export const activityTypes = [
  'environment.push',
  'environment.task',
  'environment.cron',
  ...environmentTypes,
  ...projectTypes,
  ...variableActivityTypes,
  ...domainActivityTypes,
] as const;

export type EnvironmentActivityType = (typeof environmentTypes)[number];

export type VariableActivityType = (typeof variableActivityTypes)[number];

export type DomainActivityType = (typeof domainActivityTypes)[number];

export type ActivityType = (typeof activityTypes)[number];

export type ActivityState = 'pending' | 'in_progress' | 'complete' | 'cancelled';

export interface ActivityCommand {
  readonly app: string;
  readonly type: string;
  readonly exitCode: number;
}

/** What changes when an activity moves on; everything else is written once. */
export type ActivityChange = Partial<
  Pick<
    Activity,
    | 'state'
    | 'result'
    | 'failureReason'
    | 'payload'
    | 'commands'
    | 'timings'
    | 'text'
    | 'startedAt'
    | 'completedAt'
    | 'cancelledAt'
  >
>;

const moves: Readonly<Record<ActivityState, readonly ActivityState[]>> = {
  pending: ['in_progress', 'complete', 'cancelled'],
  in_progress: ['complete', 'cancelled'],
  complete: [],
  cancelled: [],
};

/** The new state, or an error naming both states: a finished activity stays as it ended. */
export function moveActivity(from: ActivityState, to: ActivityState): ActivityState {
  if (from === to || moves[from].includes(to)) return to;
  throw new Error(`an activity that is ${from} cannot become ${to}`);
}

export function isFinished(state: ActivityState): boolean {
  return moves[state].length === 0;
}

/** Percent as clients read it: they take 100 for the end (wire.md 3.1). */
export function completionPercent(state: ActivityState): number {
  return isFinished(state) ? 100 : state === 'in_progress' ? 50 : 0;
}
