import type { Deployment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromDeploymentRow } from './deployment-row.ts';

/** What runs in the environment; null before its first deployment and where there is no such environment. */
export async function currentDeployment(
  db: Database,
  project: string,
  environment: string,
): Promise<Deployment | null> {
  const row = await db
    .selectFrom('environments')
    .innerJoin('deployments', 'deployments.id', 'environments.deployment')
    .selectAll('deployments')
    .where('environments.project', '=', project)
    .where('environments.name', '=', environment)
    .executeTakeFirst();
  return row === undefined ? null : fromDeploymentRow(row);
}
