import type { SourceRoom } from '../api/rooms.ts';
import type { EventLog } from '../observe/event-log.ts';
import { branchHeads, commitDistance } from '../source/branch-heads.ts';
import { readBlobObject, readCommitObject, readReferences, readTreeObject } from '../source/objects.ts';
import { repositoryPath } from '../source/repository-path.ts';

/** Reads what repositories hold, and makes none. One that cannot be read keeps nobody from its project's environments. */
export function openSourceRoom(home: string, log: Pick<EventLog, 'warn'>): SourceRoom {
  return {
    heads: (project) =>
      branchHeads(repositoryPath(home, project)).catch((error: unknown) => {
        log.warn({ project, error }, 'the branches of a project could not be read');
        return new Map();
      }),
    distance: (project, commit, from) => commitDistance(repositoryPath(home, project), commit, from),
    references: (project) => readReferences(repositoryPath(home, project)),
    commit: (project, sha) => readCommitObject(repositoryPath(home, project), sha),
    tree: (project, sha) => readTreeObject(repositoryPath(home, project), sha),
    blob: (project, sha) => readBlobObject(repositoryPath(home, project), sha),
  };
}
