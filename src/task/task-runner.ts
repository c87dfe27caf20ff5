import type { Activity } from '../activity/activity.ts';
import type { Actor } from '../identity/principal.ts';
import type { PartialQueueLimits, QueueLimits } from './queue-limits.ts';
import type { Trigger } from './read-trigger.ts';

export interface TriggerRequest extends Trigger {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly actor: Actor;
  /** Id of the container that asks; null where it is none. */
  readonly container: string | null;
}

/** Where a run stands that has not begun. */
export interface QueueView {
  /** 1 is the next to begin. */
  readonly position: number;
  /** It may be further back than `position`: no further is counted. */
  readonly beyond: boolean;
  /** Null where nothing is known about how long runs take. */
  readonly expectedWaitSeconds: number | null;
  /** Not to begin before. */
  readonly dueAt: Date | null;
  readonly expiresAt: Date | null;
  readonly priority: number;
  readonly attempt: number;
}

/** An environment's queue as the API shows it. */
export interface QueueState {
  readonly limits: QueueLimits;
  /** No further than 10,000 is counted. */
  readonly waiting: number;
  readonly executing: number;
}

/** Accepts and stops runs. */
export interface TaskRunner {
  /**
   * The run's activity, durable when this resolves; for a repeated `Idempotency-Key` the activity of the first trigger.
   * Errors: `not_deployed`, `task_not_found` (with the names that exist), `idempotency_conflict`, `limit_reached`,
   * `chain_too_long`.
   */
  trigger(request: TriggerRequest): Promise<Activity>;
  /** Asks a run to end; resolves when that is recorded. Errors: `activity_not_found`, `not_cancellable`. */
  cancel(runId: string, by: Actor): Promise<void>;
  /** Null where the run does not wait. */
  queueOf(runId: string): Promise<QueueView | null>;
  queueState(project: string, environment: string): Promise<QueueState>;
  /** Changes what is given; null takes a limit away, so that the server's own holds again. */
  setLimits(project: string, environment: string, change: QueueLimitChange): Promise<void>;
}

export interface QueueLimitChange {
  readonly runsAtOnce?: number | null | undefined;
  readonly tasks?: Readonly<Record<string, number | null>> | undefined;
}

/** Limits that the operator wrote down for an environment. */
export type OperatorLimits = (project: string, environment: string) => PartialQueueLimits;
