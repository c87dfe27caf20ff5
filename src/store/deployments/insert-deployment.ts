import type { Deployment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { toDeploymentRow } from './deployment-row.ts';

/** Stores a deployment; `setDeployment` makes it the current one. */
export async function insertDeployment(db: Database, deployment: Deployment): Promise<void> {
  await db.insertInto('deployments').values(toDeploymentRow(deployment)).execute();
}
