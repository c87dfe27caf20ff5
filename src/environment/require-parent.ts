import type { Environment } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import type { ChangeRequest, EnvironmentParts } from './environment-parts.ts';

/** The environment's parent. Error: `conflict` where it has none. */
export async function requireParent(
  parts: Pick<EnvironmentParts, 'store'>,
  { project, environment }: Omit<ChangeRequest, 'actor'>,
): Promise<Environment> {
  const { parent } = environment;
  const found = parent === null ? null : await findEnvironment(parts.store.db, project.id, parent);
  if (found !== null) return found;
  throw new ErrandError('conflict', `environment ${environment.name} has no parent`);
}
