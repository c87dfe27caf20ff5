import { z } from 'zod';
import { renderServiceState } from '../render/render-service-state.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment } from './require-found.ts';

const below = '/projects/:project/environments/:environment/services';

const servicePath = environmentPath.extend({ service: z.string().describe('Name of the service') });

/** Errand's own: what the original shows of services is part of a deployment. */
export function serviceRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: below,
      operation: 'service:list',
      summary: "The environment's services, with those that were stopped and keep their data",
      parameters: environmentPath,
      status: 200,
      answer: 'Array of Service',
      handle: async ({ parameters }) => {
        const { project, environment } = await requireEnvironment(rooms, parameters);
        const services = await rooms.services.list(project, environment);
        return services.map(renderServiceState);
      },
    }),
    route({
      method: 'DELETE',
      path: `${below}/:service`,
      operation: 'service:delete',
      summary: 'Delete a stopped service with its data',
      parameters: servicePath,
      status: 204,
      answer: 'Nothing',
      handle: async ({ parameters }) => {
        const { project, environment } = await requireEnvironment(rooms, parameters);
        await rooms.services.delete(project, environment, parameters.service);
      },
    }),
  ];
}
