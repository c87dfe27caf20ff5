import { z } from 'zod';
import { actorOf } from '../../identity/principal.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';
import { answerStarted } from './started.ts';

/** PHP clients send an empty object as `[]`. */
const noBody = z.union([z.strictObject({}), z.array(z.never())]).nullish();

export function buildCacheRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/projects/:project/clear_build_cache',
      operation: 'build-cache:clear',
      summary: 'Empty what builds keep, and build everything anew at the next push',
      parameters: projectPath,
      body: noBody,
      status: 201,
      answer: 'AcceptedResponse with the activity of the change',
      handle: async ({ parameters, principal }) => {
        const { id } = await requireProject(rooms, parameters.project);
        return answerStarted(rooms, await rooms.builds.clearCache(id, actorOf(principal)));
      },
    }),
  ];
}
