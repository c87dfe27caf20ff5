import type { ApiClient } from '../client/api-client.ts';
import { type EnvironmentDocument, type ProjectDocument, readList } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { currentBranch } from './git.ts';

/**
 * The environment a command is about: the one named, else that of the checked-out branch if the server has it, else
 * the project's default. A named one is not looked up first: a token may see only that one (T7).
 */
export async function selectEnvironment(
  client: ApiClient,
  project: ProjectDocument,
  options: { readonly named?: string | undefined; readonly directory: string },
): Promise<string> {
  if (options.named !== undefined) return options.named;
  const branch = await currentBranch(options.directory);
  if (branch === null || branch === project.default_branch) return project.default_branch;
  const environments = await listEnvironments(client, project.id);
  return environments.some(({ id }) => id === branch) ? branch : project.default_branch;
}

export async function listEnvironments(
  client: ApiClient,
  project: string,
): Promise<readonly EnvironmentDocument[]> {
  return readList(await client.get(`${projectPath(project)}/environments`));
}
