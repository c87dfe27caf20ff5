import type { Project } from '../../deploy/deployment.ts';
import type { ProjectTable } from '../schema.ts';

export function toProjectRow(project: Project): ProjectTable {
  return {
    id: project.id,
    title: project.title,
    default_branch: project.defaultBranch,
    entropy: project.entropy,
    created_at_ms: project.createdAt.getTime(),
    updated_at_ms: project.updatedAt.getTime(),
  };
}

export function fromProjectRow(row: ProjectTable): Project {
  return {
    id: row.id,
    title: row.title,
    defaultBranch: row.default_branch,
    entropy: row.entropy,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
