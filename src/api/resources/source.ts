import type { Readable } from 'node:stream';
import { actorOf } from '../../identity/principal.ts';
import { receiveArchive } from '../receive-archive.ts';
import { branchName } from '../request/branch-name.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';
import { answerStarted } from './started.ts';

export interface SourceOptions {
  readonly uploadDirectory?: string | undefined;
}

/** The first push to a name makes the environment, and its branch. */
const pushPath = environmentPath.extend({ environment: branchName });

/** Sources in, a deployment out. Errand's own: the original takes sources by `git push`. */
export function sourceRoutes(rooms: Rooms, { uploadDirectory }: SourceOptions): readonly Route[] {
  return [
    route({
      method: 'PUT',
      path: '/projects/:project/environments/:environment/source',
      operation: 'environment:push',
      bodyForm: 'stream',
      summary: 'Deploy the files of a tar archive (`application/x-tar`, gzip or not, up to 512 MiB unpacked)',
      parameters: pushPath,
      status: 202,
      answer: 'AcceptedResponse with the activity of the push',
      handle: async ({ parameters, request, principal }) => {
        const { id: project } = await requireProject(rooms, parameters.project);
        const archive = await receiveArchive(
          request.body as Readable | undefined,
          request.headers,
          uploadDirectory,
        );
        try {
          const { environment } = parameters;
          const activity = await rooms.deployer.push({
            project,
            environment,
            archivePath: archive.path,
            actor: actorOf(principal),
          });
          archive.handOver();
          return await answerStarted(rooms, activity, 202);
        } finally {
          await archive.discard();
        }
      },
    }),
  ];
}
