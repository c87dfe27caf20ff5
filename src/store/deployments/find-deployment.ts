import type { Deployment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromDeploymentRow } from './deployment-row.ts';

export async function findDeployment(db: Database, id: string): Promise<Deployment | null> {
  const row = await db.selectFrom('deployments').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromDeploymentRow(row);
}
