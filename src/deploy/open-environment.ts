import { createHash } from 'node:crypto';
import { hostLabel } from '../router/host-name.ts';
import { upsertEnvironment } from '../store/environments/upsert-environment.ts';
import type { Database } from '../store/store.ts';
import type { Environment, Project } from './deployment.ts';

/** `main-bvxea6i`: fit for a host name, and different for branches that look the same in one. */
export function machineName(environment: string): string {
  const hash = createHash('sha256').update(environment).digest('hex');
  const letters = BigInt(`0x${hash.slice(0, 16)}`)
    .toString(36)
    .slice(0, 7);
  return `${hostLabel(environment)}-${letters}`;
}

/** The environment named after a branch; made at the first push. */
export async function openEnvironment(db: Database, project: Project, name: string): Promise<Environment> {
  const now = new Date();
  const isMain = name === project.defaultBranch;
  return upsertEnvironment(db, {
    project: project.id,
    name,
    machineName: machineName(name),
    type: isMain ? 'production' : 'development',
    parent: isMain ? null : project.defaultBranch,
    deployment: null,
    createdAt: now,
    updatedAt: now,
  });
}
