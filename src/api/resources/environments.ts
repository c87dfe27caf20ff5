import { z } from 'zod';
import type { Environment } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { resolveRoutes } from '../../router/route-table.ts';
import { authorizeAlso } from '../access/authorize-also.ts';
import { visibleEnvironments } from '../access/visible.ts';
import { type BranchState, renderEnvironment } from '../render/render-environment.ts';

import { environmentPath, projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { type Place, requireEnvironment, requireProject } from './require-found.ts';

export function environmentRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/projects/:project/environments',
      operation: 'environment:list',
      summary: "The project's environments",
      parameters: projectPath,
      status: 200,
      answer: 'Array of Environment',
      handle: async ({ parameters, principal }) => {
        const project = await requireProject(rooms, parameters.project);
        const environments = await rooms.environments.list(project.id);
        const heads = await rooms.sources.heads(project.id);
        const visible = visibleEnvironments(rooms.identity, principal, environments);
        return Promise.all(
          visible.map((environment) =>
            render(rooms, { project, environment }, branchState(heads, environment)),
          ),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/projects/:project/environments/:environment',
      operation: 'environment:view',
      summary: 'An environment',
      parameters: environmentPath,
      status: 200,
      answer: 'Environment',
      handle: async ({ parameters }) => renderAlone(rooms, await requireEnvironment(rooms, parameters)),
    }),
    editRoute(rooms),
  ];
}

const editBody = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  type: z.enum(['development', 'staging', 'production']).optional(),
  parent: z.string().nullable().optional(),
});

function editRoute(rooms: Rooms): Route {
  return route({
    method: 'PATCH',
    path: '/projects/:project/environments/:environment',
    operation: 'environment:edit',
    summary: 'Change title, type or parent',
    parameters: environmentPath,
    body: editBody,
    status: 200,
    answer: '`_embedded.entity` is the Environment',
    handle: async ({ parameters, body, principal }) => {
      const place = await requireEnvironment(rooms, parameters);
      if (body.parent === place.environment.name)
        throw new ErrandError('request_invalid', 'An environment cannot be its own parent.');
      const { type = place.environment.type } = body;
      // Whoever makes it a production environment must be one of its admins.
      authorizeAlso(rooms, principal, 'environment:edit', {
        ...place,
        environment: { ...place.environment, type },
      });
      if (body.parent != null)
        await requireEnvironment(rooms, { project: place.project.id, environment: body.parent });
      const environment = await rooms.changes.update(place, body);
      return {
        status: 'updated',
        code: 200,
        _embedded: { entity: await renderAlone(rooms, { ...place, environment }), activities: [] },
      };
    },
  });
}

function branchState(heads: ReadonlyMap<string, string>, { name }: Environment): BranchState {
  return { head: heads.get(name) ?? null, distance: null };
}

/** With how far it is from its parent, which lists leave out: it is counted for each. */
async function renderAlone(rooms: Rooms, { project, environment }: Place) {
  const heads = await rooms.sources.heads(project.id);
  const state = branchState(heads, environment);
  const parent = heads.get(environment.parent ?? '');
  const known = state.head !== null && parent !== undefined;
  const distance = known ? await rooms.sources.distance(project.id, state.head, parent) : null;
  return render(rooms, { project, environment }, { ...state, distance });
}

async function render(rooms: Rooms, { project, environment }: Place, state: BranchState) {
  const site = rooms.address.site(environment);
  const deployment =
    environment.deployment === null ? null : await rooms.deployments.current(project.id, environment.name);
  const urls = resolveRoutes(deployment?.definition.routes ?? {}, site).map(({ url }) => url);
  return renderEnvironment(environment, project, site, state, urls);
}
