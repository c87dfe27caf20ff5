import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { refuseDeleting } from '../../project/refuse-deleting.ts';
import type { Database } from '../store.ts';
import { findProject } from './find-project.ts';

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
