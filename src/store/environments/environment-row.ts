import type { Environment } from '../../deploy/deployment.ts';
import type { EnvironmentTable } from '../schema.ts';

export function toEnvironmentRow(environment: Environment): EnvironmentTable {
  return {
    project: environment.project,
    name: environment.name,
    machine_name: environment.machineName,
    title: environment.title,
    type: environment.type,
    status: environment.status,
    parent: environment.parent,
    deployment: environment.deployment,
    created_at_ms: environment.createdAt.getTime(),
    updated_at_ms: environment.updatedAt.getTime(),
  };
}

export function fromEnvironmentRow(row: EnvironmentTable): Environment {
  return {
    project: row.project,
    name: row.name,
    machineName: row.machine_name,
    title: row.title,
    type: row.type,
    status: row.status,
    parent: row.parent,
    deployment: row.deployment,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
