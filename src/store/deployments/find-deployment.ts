import type { Deployment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromDeploymentRow } from './deployment-row.ts';

/** A deployment never changes, and reading one is the dearest part of many requests: a definition may have 2,000 lines. */
const mostKnown = 64;

const known = new WeakMap<Database, Map<string, Deployment>>();

/** Those of a store that were read last; the first one is given up first. Null inside a transaction, which may be undone. */
function knownOf(db: Database): Map<string, Deployment> | null {
  if (db.isTransaction) return null;
  const deployments = known.get(db) ?? new Map<string, Deployment>();
  known.set(db, deployments);
  return deployments;
}

export async function findDeployment(db: Database, id: string): Promise<Deployment | null> {
  const deployments = knownOf(db);
  const before = deployments?.get(id);
  if (before !== undefined) {
    deployments?.delete(id);
    deployments?.set(id, before);
    return before;
  }
  const row = await db.selectFrom('deployments').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const deployment = fromDeploymentRow(row);
  deployments?.set(id, deployment);
  if (deployments !== null && deployments.size > mostKnown)
    deployments.delete(deployments.keys().next().value ?? '');
  return deployment;
}
