import type { Actor } from '../identity/principal.ts';
import type { Sealed } from '../secret/cipher.ts';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './run-options.ts';
import type { Cancellation, StopReason } from './stop-request.ts';
import type { TriggerVariables } from './trigger-variables.ts';

/** One execution of a task. Its id is that of its activity. */
export interface Run {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly state: RunState;
  readonly variables: TriggerVariables;
  /** JSON of the trigger's sensitive variables; null where it has none, and when the run has ended. */
  readonly sealedVariables: Sealed | null;
  readonly options: RunOptions;
  /** The greater one begins first; of equals the one that was triggered first. */
  readonly priority: number;
  /** The attempt that waits, executes or was the last; 1 is the first. */
  readonly attempt: number;
  /** Set once the run left the queue: the container and the deployment it uses. */
  readonly containerId: string | null;
  readonly deployment: string | null;
  readonly actor: Actor;
  readonly createdAt: Date;
  /** Not to begin before; null where it may begin at any time. */
  readonly dueAt: Date | null;
  /** When it is over if it is still queued. */
  readonly expiresAt: Date | null;
  /** When the attempt left the queue. */
  readonly claimedAt: Date | null;
  /** When the command of the attempt began. */
  readonly startedAt: Date | null;
  /** Set while a run under way is to end because somebody asked. */
  readonly stop: Cancellation | null;
  /** Why the command of the attempt was asked to end: time, deploy, or `stop`. */
  readonly ending: StopReason | null;
  readonly endedAt: Date | null;
  readonly outcome: Outcome | null;
}

/** An id for the attempt's container, where none was made ahead of time. */
export function containerIdOf({ id, attempt }: Pick<Run, 'id' | 'attempt'>): string {
  // The container of the former attempt may be there a moment longer than its run's place in the slots.
  return attempt === 1 ? `run-${id}` : `run-${id}-${attempt}`;
}

/** Attempts that the trigger allows, the first one included. */
export function attemptsOf({ options }: Pick<Run, 'options'>): number {
  return options.retries.max + 1;
}

/**
 * `starting` is written before a container is made and `running` before its command may begin, so after a crash
 * a run in `queued` or `starting` has surely not begun, and one in `running` is never begun again, unless its trigger
 * asked for retries: then, and only while an attempt is left, it goes from `running` back to `queued` as the next attempt.
 */
export type RunState = 'queued' | 'starting' | 'running' | 'ended';

const moves: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['starting', 'ended'],
  starting: ['queued', 'running', 'ended'],
  running: ['queued', 'ended'],
  ended: [],
};

/** The new state, or an error naming both. */
export function moveRun(from: RunState, to: RunState): RunState {
  if (moves[from].includes(to)) return to;
  throw new Error(`a run that is ${from} cannot become ${to}`);
}

/** States from which a run may reach `to`; SQL uses it so that a lost race changes nothing. */
export function statesBefore(to: RunState): readonly RunState[] {
  return (Object.keys(moves) as RunState[]).filter((from) => moves[from].includes(to));
}

/** Name of a run's container, also its host name and the first line of its log (T16). */
export function containerName(task: string, runId: string): string {
  return `${task}--task--${runId.slice(0, 8)}`;
}
