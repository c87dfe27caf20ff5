import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { environmentHref } from '../render/hrefs.ts';
import { renderRoutes } from '../render/render-routes.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment, sayNames } from './require-found.ts';

const below = '/projects/:project/environments/:environment/routes';
const routePath = environmentPath.extend({
  route: z.string().min(1).max(2048).describe('Id of the route: its `id` in the configuration, or its URL'),
});

type EnvironmentPath = z.output<typeof environmentPath>;

/** What the environment answers at now; nothing before its first deployment. */
async function routesOf(rooms: Rooms, path: EnvironmentPath) {
  const { project, environment } = await requireEnvironment(rooms, path);
  const deployment = await rooms.deployments.current(project.id, environment.name);
  const routes = renderRoutes(deployment?.definition.routes ?? {}, rooms.address.site(environment));
  return Object.entries(routes).map(([url, each]) => {
    const id = typeof each.id === 'string' ? each.id : url;
    const href = `${environmentHref(project.id, environment.name)}/routes/${encodeURIComponent(id)}`;
    return { ...each, id, _links: { self: { href } } };
  });
}

/** Routes of what runs in an environment, by the paths of the Upsun API. */
export function environmentRouteRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: below,
      operation: 'deployment:view',
      summary: 'The routes of what runs in the environment',
      parameters: environmentPath,
      status: 200,
      answer: 'Array of Route; empty before the first deployment',
      handle: ({ parameters }) => routesOf(rooms, parameters),
    }),
    route({
      method: 'GET',
      path: `${below}/:route`,
      operation: 'deployment:view',
      summary: 'A route of what runs in the environment',
      parameters: routePath,
      status: 200,
      answer: 'Route',
      handle: async ({ parameters }) => {
        const routes = await routesOf(rooms, parameters);
        const found = routes.find(({ id }) => id === parameters.route);
        if (found !== undefined) return found;
        const known = sayNames(
          'it has',
          routes.map(({ id }) => id),
        );
        const message = `The environment ${parameters.environment} has no route "${parameters.route}"; ${known}.`;
        throw new ErrandError('route_not_found', message, { details: { ...parameters } });
      },
    }),
  ];
}
