import { basename } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { projectPath } from '../client/paths.ts';
import { projectFile, readProjectFile, writeProjectFile } from '../selection/project-file.ts';
import { projectIdFromDirectory } from './project-id.ts';

interface Claim {
  readonly directory: string;
  /** From `--project`. */
  readonly named: string | undefined;
  readonly environment: string;
}

/**
 * The project that a directory is deployed to, created if there is none of that id. One that exists already is taken
 * only if the user or the directory names it, so that two directories of one name do not overwrite each other.
 * Errors: `conflict`.
 */
export async function claimProject(client: ApiClient, claim: Claim): Promise<string> {
  const remembered = await readProjectFile(claim.directory);
  const chosen = claim.named ?? remembered;
  const id = chosen ?? projectIdFromDirectory(claim.directory);
  const exists = await projectExists(client, id);
  if (exists && chosen === null) throw alreadyTaken(id);
  if (!exists) {
    const project = { id, title: basename(claim.directory), default_branch: claim.environment };
    await client.post('/projects', project);
  }
  if (remembered === null) await writeProjectFile(claim.directory, id);
  return id;
}

async function projectExists(client: ApiClient, id: string): Promise<boolean> {
  try {
    await client.get(projectPath(id));
    return true;
  } catch (error) {
    if (error instanceof ErrandError && error.httpStatus === 404) return false;
    throw error;
  }
}

function alreadyTaken(id: string): ErrandError {
  return new ErrandError(
    'conflict',
    `There is a project "${id}" already, and this directory does not say that it belongs to it. ` +
      `To deploy into it: errand up --project ${id} (or "id: ${id}" in ${projectFile}). ` +
      'To make a new one: errand up --project ANOTHER-ID.',
  );
}
