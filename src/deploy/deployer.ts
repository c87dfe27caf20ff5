import type { Activity } from '../activity/activity.ts';
import type { Actor } from '../identity/principal.ts';
import type { Environment, Project } from './deployment.ts';
import type { PushOptions } from './push-options.ts';

export interface PushRequest {
  readonly project: string;
  readonly environment: string;
  /** A tar archive of the files, on disk; the deployer removes it. */
  readonly archivePath: string;
  readonly actor: Actor;
}

/** A branch that moved in the project's repository. */
export interface CommitPushRequest {
  readonly project: Project;
  readonly branch: string;
  readonly commit: string;
  /** Where the branch was; null where it is new. */
  readonly before: string | null;
  readonly actor: Actor;
  readonly options: Pick<PushOptions, 'activate' | 'parent'>;
}

export interface CommitPush {
  readonly environment: Environment;
  /** Null where the environment is inactive and stays so: the code is kept, and nothing is deployed. */
  readonly activity: Activity | null;
}

/** Builds and deploys sources. */
export interface Deployer {
  /** Takes the archive into the project's repository and starts the `environment.push` activity, which goes on by itself. */
  push(request: PushRequest): Promise<Activity>;
  /**
   * Starts the activity of a commit that is in the repository already. The first push to the default branch makes its environment
   * active; that of another branch is inactive until somebody asks. Error: `environment_not_found` for a parent that is not there.
   */
  pushCommit(request: CommitPushRequest): Promise<CommitPush>;
  /** Asks a push that waits or builds to stop. Errors: `not_cancellable`. */
  cancel(activityId: string, by: Actor): Promise<void>;
}
