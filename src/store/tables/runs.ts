import type { Generated } from 'kysely';
import type { RunState } from '../../task/run.ts';

export interface RunTable {
  /** The order of the queue. */
  readonly sequence: Generated<number>;
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly state: RunState;
  /** JSON, as are `actor` and `outcome`. */
  readonly variables: string;
  /** JSON, sealed; null where there is none, and when the run has ended. */
  readonly sealed_variables: string | null;
  readonly container_id: string | null;
  readonly deployment: string | null;
  readonly actor: string;
  readonly created_at_ms: number;
  readonly started_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly outcome: string | null;
  /** JSON of `RunOptions`. */
  readonly options: Generated<string>;
  /** The greater one begins first. */
  readonly priority: Generated<number>;
  readonly attempt: Generated<number>;
  readonly max_attempts: Generated<number>;
  /** JSON of a `Cancellation` that was asked for while the run was under way; null where it was not. */
  readonly stop: string | null;
  /** JSON of the `StopReason` for which the attempt's command was asked to end; null where it was not. */
  readonly ending: string | null;
  readonly claimed_at_ms: number | null;
  /** Set while a queued run is not to begin yet; null as soon as it may. */
  readonly due_at_ms: number | null;
  /** When it is over if it is still queued. */
  readonly expires_at_ms: number | null;
  /** From when both were counted; null where there was neither. A clock that shows less has gone back since. */
  readonly counted_from_ms: number | null;
}
