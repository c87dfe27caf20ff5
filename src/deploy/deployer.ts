import type { Activity } from '../activity/activity.ts';
import type { Actor } from '../identity/principal.ts';

export interface PushRequest {
  readonly project: string;
  readonly environment: string;
  /** A tar archive of the files, on disk; the deployer removes it. */
  readonly archivePath: string;
  readonly actor: Actor;
}

/** Builds and deploys sources. */
export interface Deployer {
  /** Takes the archive into the project's repository and starts the `environment.push` activity, which goes on by itself. */
  push(request: PushRequest): Promise<Activity>;
  /** Asks a push that waits or builds to stop. Errors: `not_cancellable`. */
  cancel(activityId: string, by: Actor): Promise<void>;
}
