import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { environmentTypes } from '../../identity/authorization/role.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';

const typePath = projectPath.extend({
  type: z.string().describe(`One of ${environmentTypes.join(', ')}`),
});

/** The three types of environments, which roles go by. */
export function environmentTypeRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/projects/:project/environment-types',
      operation: 'environment-type:list',
      summary: 'The types of environments',
      parameters: projectPath,
      status: 200,
      answer: 'Array of EnvironmentType',
      handle: async ({ parameters }) => {
        const { id } = await requireProject(rooms, parameters.project);
        return environmentTypes.map((type) => renderType(id, type));
      },
    }),
    route({
      method: 'GET',
      path: '/projects/:project/environment-types/:type',
      operation: 'environment-type:list',
      summary: 'A type of environments',
      parameters: typePath,
      status: 200,
      answer: 'EnvironmentType',
      handle: async ({ parameters }) => {
        const { id } = await requireProject(rooms, parameters.project);
        const type = environmentTypes.find((name) => name === parameters.type);
        if (type !== undefined) return renderType(id, type);
        throw new ErrandError(
          'route_not_found',
          `There is no type of environments "${parameters.type}"; there are ${environmentTypes.join(', ')}.`,
        );
      },
    }),
  ];
}

function renderType(project: string, id: string) {
  return { id, attributes: {}, _links: { self: { href: `/projects/${project}/environment-types/${id}` } } };
}
