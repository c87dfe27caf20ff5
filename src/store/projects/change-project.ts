import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { changeEnvironment } from '../environments/change-environment.ts';
import { findEnvironment } from '../environments/find-environment.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { toProjectRow } from './project-row.ts';
import { requireOpenProject } from './require-open-project.ts';

export type ProjectChange = Partial<Pick<Project, 'title' | 'description' | 'timezone' | 'defaultBranch'>>;

/**
 * Changes a project and returns it as it is then. An environment that becomes the default one has no parent any more.
 * Errors: `project_not_found`, `project_deleting`; `environment_not_found` where no environment has the default branch's name.
 */
export function changeProject(db: Database, id: string, change: ProjectChange): Promise<Project> {
  return inTransaction(db, async (transaction) => {
    const before = await requireOpenProject(transaction, id);
    const after = { ...before, ...change, updatedAt: new Date() };
    if (after.defaultBranch !== before.defaultBranch) await raise(transaction, id, after.defaultBranch);
    await transaction.updateTable('projects').set(toProjectRow(after)).where('id', '=', id).execute();
    return after;
  });
}

/** Puts an environment above the others. */
async function raise(db: Database, project: string, name: string): Promise<void> {
  const environment = await findEnvironment(db, project, name);
  if (environment === null)
    throw new ErrandError(
      'environment_not_found',
      `The project ${project} has no environment "${name}" to be its default one.`,
      { details: { project, environment: name } },
    );
  if (environment.parent !== null) await changeEnvironment(db, project, name, { parent: null });
}
