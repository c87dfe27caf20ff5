import type { Actor } from '../identity/principal.ts';
import type { Outcome } from './outcome.ts';
import type { TriggerVariables } from './trigger-variables.ts';

/** One execution of a task. Its id is that of its activity. */
export interface Run {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly state: RunState;
  readonly variables: TriggerVariables;
  /** Set once the run left the queue: the container and the deployment it uses. */
  readonly containerId: string | null;
  readonly deployment: string | null;
  readonly actor: Actor;
  readonly createdAt: Date;
  /** When the command began. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: Outcome | null;
}

/**
 * `starting` is written before a container is made and `running` before its command may begin, so after a crash
 * a run in `queued` or `starting` has surely not begun, and one in `running` is never begun again.
 */
export type RunState = 'queued' | 'starting' | 'running' | 'ended';

const moves: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['starting', 'ended'],
  starting: ['queued', 'running', 'ended'],
  running: ['ended'],
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
