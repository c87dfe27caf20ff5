import type { Activity } from '../activity/activity.ts';
import type { Actor } from '../identity/principal.ts';
import type { TriggerVariables } from './trigger-variables.ts';

export interface TriggerRequest {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly variables: TriggerVariables;
  readonly actor: Actor;
}

/** Accepts and stops runs. */
export interface TaskRunner {
  /** The run's activity, durable when this resolves. Errors: `not_deployed`, `task_not_found` (with the names that exist). */
  trigger(request: TriggerRequest): Promise<Activity>;
  /** Asks a run to end; resolves when that is recorded. Errors: `activity_not_found`, `not_cancellable`. */
  cancel(runId: string, by: Actor): Promise<void>;
}
