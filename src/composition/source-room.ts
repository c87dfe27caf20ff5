import { join } from 'node:path';
import type { SourceRoom } from '../api/rooms.ts';
import { branchHeads, commitDistance } from '../source/branch-heads.ts';

/** Where a project's sources are kept. */
export function repositoryPath(home: string, project: string): string {
  return join(home, 'repositories', `${project}.git`);
}

interface Log {
  warn(about: object, message: string): void;
}

/** Reads what repositories hold, and makes none. One that cannot be read keeps nobody from its project's environments. */
export function openSourceRoom(home: string, log: Log): SourceRoom {
  return {
    heads: (project) =>
      branchHeads(repositoryPath(home, project)).catch((error: unknown) => {
        log.warn({ project, error }, 'the branches of a project could not be read');
        return new Map();
      }),
    distance: (project, commit, from) => commitDistance(repositoryPath(home, project), commit, from),
  };
}
