import { upsertEnvironment } from '../store/environments/upsert-environment.ts';
import type { Database } from '../store/store.ts';
import type { Environment, Project } from './deployment.ts';
import { typeOfNew } from './environment-type.ts';
import { requireFreeName } from './free-name.ts';
import { machineName } from './machine-name.ts';

/**
 * The environment named after a branch; made at the first push, below the default branch's unless another parent is named. Error:
 * `conflict` where another environment has the names that it would get.
 */
export async function openEnvironment(
  db: Database,
  project: Project,
  name: string,
  parent: string | null = null,
): Promise<Environment> {
  await requireFreeName(db, project, name);
  const now = new Date();
  const isMain = name === project.defaultBranch;
  return upsertEnvironment(db, {
    project: project.id,
    name,
    machineName: machineName(name),
    title: name,
    type: typeOfNew(project, name),
    status: 'inactive',
    parent: isMain ? null : (parent ?? project.defaultBranch),
    deployment: null,
    createdAt: now,
    updatedAt: now,
  });
}
