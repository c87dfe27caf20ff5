import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Database } from '../store.ts';
import { findProject } from './find-project.ts';

/** Error: `project_deleting`. */
export function refuseDeleting({ id, deletion }: Project): void {
  if (deletion === null) return;
  const message = `The project ${id} is being deleted: nothing of it can be changed or started any more.`;
  throw new ErrandError('project_deleting', message, { details: { project: id } });
}

/**
 * The project, for a change of what belongs to it. In the change's own transaction nothing is stored of a project of which nothing
 * is to be left. Errors: `project_not_found`, `project_deleting`.
 */
export async function requireOpenProject(db: Database, id: string): Promise<Project> {
  const project = await findProject(db, id);
  if (project === null)
    throw new ErrandError('project_not_found', `There is no project "${id}".`, { details: { project: id } });
  refuseDeleting(project);
  return project;
}
