import type { ProjectAccess } from './role.ts';

/** That a person may do something in a project, and since when. */
export interface Grant {
  readonly userId: string;
  readonly project: string;
  readonly access: ProjectAccess;
  readonly grantedAt: Date;
  readonly updatedAt: Date;
}
