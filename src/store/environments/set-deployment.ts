import { ErrandError } from '../../errors/errand-error.ts';
import type { Database } from '../store.ts';

/** Makes a stored deployment the environment's current one, and the environment active. Errors: `environment_not_found`. */
export async function setDeployment(
  db: Database,
  project: string,
  environment: string,
  deploymentId: string,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('environments')
    .set({ deployment: deploymentId, status: 'active', updated_at_ms: Date.now() })
    .where('project', '=', project)
    .where('name', '=', environment)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) {
    throw new ErrandError('environment_not_found', `"${project}" has no environment "${environment}".`);
  }
}
