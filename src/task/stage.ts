import type { OutputFolder } from '../artifact/output-folder.ts';
import type { Deployment, Environment } from '../deploy/deployment.ts';
import type { Container } from '../engine/engine.ts';
import type { Run } from './run.ts';

/** Where runs of an environment take place: its current deployment, up and reachable. */
export interface Stage {
  readonly deployment: Deployment;
  readonly environment: Environment;
  /** Chooses the run's container, one made ahead of time where there is one. Returns its id, the same if asked again; makes nothing. */
  reserve(run: Run): string;
  /** Takes away what `reserve` chose for a run that does not come to be prepared. Never throws. */
  release(run: Run): Promise<void>;
  /** Makes ready the container that `reserve` chose. Errors: `start_failed`, `image_unavailable`. */
  prepare(run: Run, materials: RunMaterials): Promise<PreparedRun>;
  /** Makes ready a container for a command of one of its applications. Errors: `start_failed`, `image_unavailable`. */
  prepareCommand(command: ApplicationCommand): Promise<PreparedRun>;
  close(): Promise<void>;
}

/** A command beside an application: with its slug, variables, mounts and relationships, in a container of its own. */
export interface ApplicationCommand {
  readonly containerId: string;
  readonly hostname: string;
  readonly application: string;
  readonly command: string;
  readonly logPath: string;
}

/** What a run brings along, beside what its deployment has. */
export interface RunMaterials {
  readonly logPath: string;
  /** JSON; null where the trigger had none. */
  readonly payload: string | null;
}

export interface PreparedRun {
  readonly container: Container;
  /** What it leaves; null where there is no such folder. */
  readonly output: OutputFolder | null;
  /** Lets the command begin, at most once. */
  begin(): Promise<void>;
  /** Removes the container and all that was made for it. Safe to call twice. */
  close(): Promise<void>;
}
