import { join } from 'node:path';

/** Where a project's sources are kept, below the server's home. */
export function repositoryPath(home: string, project: string): string {
  return join(home, 'repositories', `${project}.git`);
}
