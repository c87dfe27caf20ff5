import { renderPruned, renderRetention } from '../render/render-retention.ts';
import { projectPath } from '../request/path-parameters.ts';
import { choiceOf, pruneBody, retentionBody } from '../request/retention-body.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const path = '/projects/:project/retention';

/** How long a project keeps what is over: Errand's own. */
export function retentionRoutes(rooms: Rooms): readonly Route[] {
  const answer =
    '`activities`, `logs`, `artifacts`, each with `days`, `count`, `mib` (0: no limit); `removed`';
  return [
    route({
      method: 'GET',
      path,
      operation: 'project:view',
      summary: 'How long a project keeps what is over',
      parameters: projectPath,
      status: 200,
      answer,
      handle: async ({ parameters }) => {
        const { id } = await requireProject(rooms, parameters.project);
        return renderRetention(await rooms.retention.view(id));
      },
    }),
    route({
      method: 'PATCH',
      path,
      operation: 'project:edit',
      summary: 'Change how long a project keeps what is over',
      parameters: projectPath,
      body: retentionBody,
      status: 200,
      answer,
      handle: async ({ parameters, body }) => {
        const { id } = await requireProject(rooms, parameters.project);
        const { choice } = await rooms.retention.view(id);
        await rooms.retention.choose(id, choiceOf(body, choice));
        return renderRetention(await rooms.retention.view(id));
      },
    }),
    pruneRoute(rooms),
  ];
}

function pruneRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${path}/prune`,
    operation: 'project:edit',
    summary: 'Remove now what need not be kept any more',
    parameters: projectPath,
    body: pruneBody,
    status: 200,
    answer: 'How much went, or with `dry_run` would: `activities`, `logs`, `artifacts`',
    handle: async ({ parameters, body }) => {
      const { id } = await requireProject(rooms, parameters.project);
      return renderPruned(await rooms.retention.prune(id, body.dry_run), body.dry_run);
    },
  });
}
