import type { Deployment } from '../deploy/deployment.ts';
import type { Container } from '../engine/engine.ts';
import type { Run } from './run.ts';

/** Where runs of an environment take place: its current deployment, up and reachable. */
export interface Stage {
  readonly deployment: Deployment;
  /** Chooses the run's container, one made ahead of time where there is one. Returns its id; makes nothing. */
  reserve(run: Run): string;
  /** Makes ready the container that `reserve` chose. Errors: `start_failed`, `image_unavailable`. */
  prepare(run: Run, logPath: string): Promise<PreparedRun>;
  close(): Promise<void>;
}

export interface PreparedRun {
  readonly container: Container;
  /** Lets the command begin, at most once. */
  begin(): Promise<void>;
  /** Removes the container and all that was made for it. Safe to call twice. */
  close(): Promise<void>;
}
