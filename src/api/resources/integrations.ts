import { ErrandError } from '../../errors/errand-error.ts';
import type { Integration } from '../../webhook/integration.ts';
import { renderIntegration } from '../render/render-integration.ts';
import { integrationChange, newIntegration, termsOf } from '../request/integration-body.ts';
import { integrationPath, projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const below = '/projects/:project/integrations';
const single = `${below}/:integration`;

/** Webhooks of a project, as the Upsun API has its integrations. */
export function integrationRoutes(rooms: Rooms): readonly Route[] {
  return [
    listRoute(rooms),
    addRoute(rooms),
    getRoute(rooms),
    activitiesRoute(rooms),
    changeRoute(rooms),
    removeRoute(rooms),
  ];
}

function listRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: below,
    operation: 'integration:view',
    summary: "The project's integrations",
    parameters: projectPath,
    status: 200,
    answer: 'Array of Integration, without their keys',
    handle: async ({ parameters }) => {
      const { id } = await requireProject(rooms, parameters.project);
      return (await rooms.integrations.list(id)).map((one) => renderIntegration(one));
    },
  });
}

function addRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: below,
    operation: 'integration:edit',
    summary: 'Have a URL told of what happens in the project',
    parameters: projectPath,
    body: newIntegration,
    status: 201,
    answer: 'The Integration in `_embedded.entity`, with `shared_key`, which is shown only here',
    handle: async ({ parameters, body }) => {
      const { id } = await requireProject(rooms, parameters.project);
      const { integration, secret } = await rooms.integrations.add(
        id,
        termsOf(body),
        body.shared_key ?? null,
      );
      const entity = renderIntegration(integration, secret);
      return { status: 'created', code: 201, _embedded: { entity, activities: [] } };
    },
  });
}

function getRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: single,
    operation: 'integration:view',
    summary: 'An integration',
    parameters: integrationPath,
    status: 200,
    answer: 'Integration, without its key',
    handle: async ({ parameters }) => renderIntegration(await requireIntegration(rooms, parameters)),
  });
}

/** What is sent is no activity here but a delivery. */
function activitiesRoute(rooms: Rooms): Route {
  return route({
    method: 'GET',
    path: `${single}/activities`,
    operation: 'integration:view',
    summary: 'Activities of an integration: none, see its deliveries',
    parameters: integrationPath,
    status: 200,
    answer: 'An empty array',
    handle: async ({ parameters }) => {
      await requireIntegration(rooms, parameters);
      return [];
    },
  });
}

function changeRoute(rooms: Rooms): Route {
  return route({
    method: 'PATCH',
    path: single,
    operation: 'integration:edit',
    summary: 'Change an integration',
    parameters: integrationPath,
    body: integrationChange,
    status: 200,
    answer: 'The Integration in `_embedded.entity`, without its key',
    handle: async ({ parameters, body }) => {
      const before = await requireIntegration(rooms, parameters);
      const changed = await rooms.integrations.change(before, termsOf(body, before), body.shared_key ?? null);
      return {
        status: 'ok',
        code: 200,
        _embedded: { entity: renderIntegration(changed), activities: [] },
      };
    },
  });
}

function removeRoute(rooms: Rooms): Route {
  return route({
    method: 'DELETE',
    path: single,
    operation: 'integration:edit',
    summary: 'Remove an integration and its deliveries',
    parameters: integrationPath,
    status: 200,
    answer: '`{"status": "ok"}`',
    handle: async ({ parameters }) => {
      const { id } = await requireIntegration(rooms, parameters);
      await rooms.integrations.remove(id);
      return { status: 'ok', code: 200 };
    },
  });
}

/** Errors: `project_not_found`, `integration_not_found`. */
export async function requireIntegration(
  rooms: Rooms,
  path: { readonly project: string; readonly integration: string },
): Promise<Integration> {
  const { id } = await requireProject(rooms, path.project);
  const found = await rooms.integrations.find(id, path.integration);
  if (found !== null) return found;
  throw new ErrandError(
    'integration_not_found',
    `The project ${id} has no integration "${path.integration}".`,
    {
      details: { ...path },
    },
  );
}
