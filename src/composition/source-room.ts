import { join } from 'node:path';
import type { SourceRoom } from '../api/rooms.ts';
import { branchHeads, commitDistance } from '../source/branch-heads.ts';

/** Where a project's sources are kept. */
export function repositoryPath(home: string, project: string): string {
  return join(home, 'repositories', `${project}.git`);
}

/** Reads what repositories hold, and makes none. */
export function openSourceRoom(home: string): SourceRoom {
  return {
    heads: (project) => branchHeads(repositoryPath(home, project)),
    distance: (project, commit, from) => commitDistance(repositoryPath(home, project), commit, from),
  };
}
