import { z } from 'zod';
import type { FoundArtifact } from '../../artifact/artifacts.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { activityHref } from '../render/hrefs.ts';
import { renderInstant } from '../render/instant.ts';
import { environmentActivityPath, projectActivityPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { sendArtifact } from '../send-artifact.ts';
import { activityTarget } from './activity-target.ts';
import { requireActivity } from './require-found.ts';

type Parameters = typeof projectActivityPath | typeof environmentActivityPath;

/** The files that a run left in `$ERRAND_OUTPUT_DIR`, below the project and below the environment: Errand's own. */
export function artifactRoutes(rooms: Rooms): readonly Route[] {
  return [
    { path: '/projects/:project/activities/:activity/artifacts', parameters: projectActivityPath },
    {
      path: '/projects/:project/environments/:environment/activities/:activity/artifacts',
      parameters: environmentActivityPath,
    },
  ].flatMap(({ path, parameters }) => [
    listRoute(rooms, path, parameters),
    fileRoute(rooms, path, parameters),
  ]);
}

function listRoute(rooms: Rooms, path: string, parameters: Parameters): Route {
  return route({
    method: 'GET',
    path,
    operation: 'activity:artifacts',
    target: (named) => activityTarget(rooms, named),
    summary: 'The files that a run left',
    parameters,
    status: 200,
    answer: 'Array of `{path, size, modified_at, _links}`, in the order of their paths',
    handle: async (call) => {
      const { project, id } = await requireActivity(rooms, call.parameters);
      const files = await rooms.artifacts.list(project, id);
      return files.map((file) => ({
        path: file.path,
        size: file.bytes,
        modified_at: renderInstant(file.modifiedAt),
        _links: { self: { href: fileHref(project, id, file.path) } },
      }));
    },
  });
}

function fileRoute(rooms: Rooms, path: string, parameters: Parameters): Route {
  return route({
    method: 'GET',
    path: `${path}/*`,
    operation: 'activity:artifacts',
    target: (named) => activityTarget(rooms, named),
    summary: 'A file that a run left, or a range of it',
    parameters: parameters.extend({ '*': z.string().min(1).max(4096).describe('Path of the file') }),
    status: 200,
    answer: 'The file; 206 with the part that a Range header asks for',
    answerType: 'application/octet-stream',
    handle: async ({ parameters: named, request, reply }) => {
      const { project, id } = await requireActivity(rooms, named);
      const file = await requireFile(rooms, project, id, named['*']);
      return sendArtifact(file, request, reply);
    },
  });
}

async function requireFile(rooms: Rooms, project: string, id: string, path: string): Promise<FoundArtifact> {
  const file = await rooms.artifacts.find(project, id, path);
  if (file !== null) return file;
  throw new ErrandError('artifact_not_found', `The activity ${id} has no file "${path}" among its results.`, {
    details: { project, activity: id, path },
  });
}

function fileHref(project: string, id: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${activityHref(project, id)}/artifacts/${encoded}`;
}
