import type { Project, ProjectDeletion } from '../../deploy/deployment.ts';
import type { ProjectTable } from '../schema.ts';

export function toProjectRow(project: Project): ProjectTable {
  const { deletion } = project;
  return {
    id: project.id,
    title: project.title,
    description: project.description,
    timezone: project.timezone,
    default_branch: project.defaultBranch,
    entropy: project.entropy,
    deletion: deletion === null ? null : JSON.stringify(deletion),
    created_at_ms: project.createdAt.getTime(),
    updated_at_ms: project.updatedAt.getTime(),
  };
}

export function fromProjectRow(row: ProjectTable): Project {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    timezone: row.timezone,
    defaultBranch: row.default_branch,
    entropy: row.entropy,
    deletion: row.deletion === null ? null : readDeletion(row.deletion),
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}

function readDeletion(json: string): ProjectDeletion {
  const stored = JSON.parse(json) as ProjectDeletion & { readonly askedAt: string };
  return { ...stored, askedAt: new Date(stored.askedAt) };
}
