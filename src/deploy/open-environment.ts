import { hostSlug, nameHash } from '../router/host-name.ts';
import { upsertEnvironment } from '../store/environments/upsert-environment.ts';
import type { Database } from '../store/store.ts';
import type { Environment, Project } from './deployment.ts';
import { typeOfNew } from './environment-type.ts';

/** `main-bvxea6i`: fit for a host name, and different for branches that look the same in one. */
export function machineName(environment: string): string {
  return `${hostSlug(environment)}-${nameHash(environment)}`;
}

/** The environment named after a branch; made at the first push, below the default branch's unless another parent is named. */
export async function openEnvironment(
  db: Database,
  project: Project,
  name: string,
  parent: string | null = null,
): Promise<Environment> {
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
