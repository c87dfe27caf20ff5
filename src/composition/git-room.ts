import { join } from 'node:path';
import type { GitRoom } from '../api/rooms.ts';
import { createGitReceiver, type GitPushParts } from '../deploy/git-push.ts';
import { serveGit } from '../source/git-http/backend.ts';
import { writeReceiveHooks } from '../source/git-http/receive-hooks.ts';
import type { Repository } from '../source/repository.ts';

export interface GitRoomParts extends GitPushParts {
  readonly home: string;
  repositoryOf(project: string): Promise<Repository>;
}

/** Sources by `git push`: git itself answers, and what it received is deployed. */
export function openGitRoom(parts: GitRoomParts): GitRoom {
  let hooks: Promise<string> | undefined;
  return {
    async serve(request, response, pusher) {
      hooks ??= writeReceiveHooks(join(parts.home, 'git-hooks'));
      const { path: repository } = await parts.repositoryOf(pusher.project.id);
      const settings = { repository, hooks: await hooks };
      await serveGit(settings, request, response, createGitReceiver(parts, pusher));
    },
  };
}
