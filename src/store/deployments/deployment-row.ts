import type { Definition } from '../../config/definition.ts';
import type { Deployment } from '../../deploy/deployment.ts';
import type { DeploymentTable } from '../schema.ts';

export function toDeploymentRow(deployment: Deployment): DeploymentTable {
  return {
    id: deployment.id,
    project: deployment.project,
    environment: deployment.environment,
    definition: JSON.stringify(deployment.definition),
    tree_id: deployment.treeId,
    builds: JSON.stringify(deployment.builds),
    created_at_ms: deployment.createdAt.getTime(),
  };
}

export function fromDeploymentRow(row: DeploymentTable): Deployment {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    definition: JSON.parse(row.definition) as Definition,
    treeId: row.tree_id,
    builds: JSON.parse(row.builds) as Deployment['builds'],
    createdAt: new Date(row.created_at_ms),
  };
}
