import type { Activity } from '../activity/activity.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { deleteDomainsOf } from '../store/domains/delete-domain.ts';
import { adoptChildren } from '../store/environments/adopt-children.ts';
import { changeEnvironment } from '../store/environments/change-environment.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { deleteVariablesOf } from '../store/variables/delete-variable.ts';
import { type ChangeRequest, type EnvironmentParts, startChange, succeeded } from './environment-parts.ts';

/** Removes an inactive environment and its branch; its children become those of its parent. Its activities stay. */
export async function deleteEnvironment(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const { project, environment } = request;
  if (environment.name === project.defaultBranch)
    throw new ErrandError(
      'conflict',
      `${environment.name} is the project's default environment and stays with it`,
    );
  const text = `deleted environment ${environment.name}`;
  return startChange(
    parts,
    request,
    { type: 'environment.delete', text, takes: ['inactive'] },
    async (_, now) => {
      const repository = await parts.repositoryOf(project.id);
      // An environment of the same name is another one, and must not begin them.
      await parts.runs.cancelQueued(project.id, environment.name, request.actor);
      await parts.data.remove(request);
      await repository.deleteBranch(environment.name);
      await inTransaction(parts.store.db, async (db) => {
        await adoptChildren(db, project.id, environment.name, now.environment.parent);
        await changeEnvironment(db, project.id, environment.name, { status: 'deleted' });
        await deleteVariablesOf(db, project.id, environment.name);
        await deleteDomainsOf(db, project.id, environment.name);
      });
      return succeeded();
    },
  );
}
