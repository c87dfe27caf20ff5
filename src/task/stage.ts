import type { Deployment } from '../deploy/deployment.ts';
import type { Container } from '../engine/engine.ts';
import type { Run } from './run.ts';

/** Where runs of an environment take place: its current deployment, up and reachable. */
export interface Stage {
  readonly deployment: Deployment;
  /** Makes a run's container, ready to start. Errors: `start_failed`, `image_unavailable`. */
  prepare(run: Run, logPath: string): Promise<PreparedRun>;
  close(): Promise<void>;
}

export interface PreparedRun {
  readonly container: Container;
  /** Removes the container and all that was made for it. Safe to call twice. */
  close(): Promise<void>;
}
