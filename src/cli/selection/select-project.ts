import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { type ProjectDocument, readDocument, readList } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { findProjectFile } from './project-file.ts';

/**
 * The project a command is about: the one named, else the directory's (`.upsun/local/project.yaml`, here or above),
 * else the only one there is. Errors: `project_not_found`, `usage` when there are several to choose from.
 */
export async function selectProject(
  client: ApiClient,
  options: { readonly named?: string | undefined; readonly directory: string },
): Promise<ProjectDocument> {
  const id = options.named ?? (await findProjectFile(options.directory));
  if (id !== null) return readDocument(await client.get(projectPath(id)));
  const projects = await listProjects(client);
  const [only] = projects;
  if (only === undefined) throw new ErrandError('project_not_found', 'The server has no project yet.');
  if (projects.length === 1) return only;
  const names = projects.map((project) => project.id);
  const details = { projects: names, hint: 'Name one: --project ID.' };
  throw new ErrandError('usage', `Which project? There are: ${names.join(', ')}.`, { details });
}

export async function listProjects(client: ApiClient): Promise<readonly ProjectDocument[]> {
  return readList(await client.get('/projects'));
}
