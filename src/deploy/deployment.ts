import type { Definition } from '../config/definition.ts';
import type { AuditActor } from '../identity/audit/audit-event.ts';

/** One configuration with its slugs, as it runs or ran in an environment. */
export interface Deployment {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly definition: Definition;
  /** Hash of the git tree it was made from. */
  readonly treeId: string;
  /** Application or task name → what its build left. */
  readonly builds: Readonly<Record<string, Build>>;
  readonly createdAt: Date;
}

export interface Build {
  /** Name of the slug, by content. */
  readonly slug: string;
  /** What the `type` resolved to, as `image/` can find it again: `nodejs 26.10.0`. */
  readonly image: string;
}

export interface Project {
  readonly id: string;
  readonly title: string;
  /** Empty where nobody wrote one. */
  readonly description: string;
  /** Of the IANA's database, `Europe/Berlin`, for clients that show times; nothing here goes by it. */
  readonly timezone: string;
  readonly defaultBranch: string;
  /** Random and fixed, 56 characters: PLATFORM_PROJECT_ENTROPY. */
  readonly entropy: string;
  /** Null but from the moment on at which somebody has it deleted. */
  readonly deletion: ProjectDeletion | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** That a project is being deleted: from then on nothing of it can be changed. */
export interface ProjectDeletion {
  readonly by: AuditActor;
  readonly askedAt: Date;
  /** Why it goes on only when it is asked for again, or at the next start; null while it is under way. */
  readonly failure: string | null;
}

/**
 * `inactive`: a branch, of which nothing runs and no data is kept. `paused`: nothing runs, data is kept. `deleted`: kept only
 * for the activities that name it.
 */
export type EnvironmentStatus = 'active' | 'inactive' | 'paused' | 'deleted';

export interface Environment {
  readonly project: string;
  /** The branch's name. */
  readonly name: string;
  /** `main-bvxea6i`: the name, made fit for a host name, and a hash that keeps two names apart. */
  readonly machineName: string;
  readonly title: string;
  readonly type: 'production' | 'staging' | 'development';
  readonly status: EnvironmentStatus;
  readonly parent: string | null;
  /** Id of the deployment that runs; null before the first. */
  readonly deployment: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
