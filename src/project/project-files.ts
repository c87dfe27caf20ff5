import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryPath } from '../source/repository-path.ts';

/** Folders of the server's home in which each project has one of its own, all of it the project's. */
const folders = ['artifacts', 'payloads', join('logs', 'applications')] as const;

/**
 * Removes what lies under a project's name in the server's home: logs, results, payloads, sources. What is gone already is
 * no error, so it can be done again.
 */
export async function removeProjectFiles(home: string, project: string): Promise<void> {
  await removeLogs(join(home, 'logs', project));
  for (const folder of folders) await removeFolder(join(home, folder, project));
  await removeFolder(repositoryPath(home, project));
}

/** One that is written to at this moment, as by a git that has not heard of it, is tried again. */
function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Files alone: in the folder of a project that is called `applications` are those of other projects' applications. */
async function removeLogs(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingThere);
  for (const entry of entries) if (!entry.isDirectory()) await rm(join(folder, entry.name), { force: true });
  if (entries.every((entry) => !entry.isDirectory())) await rmdir(folder).catch(nothingThere);
}

function nothingThere(error: unknown): [] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
