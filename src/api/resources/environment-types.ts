import { environmentTypes } from '../../identity/authorization/role.ts';
import { projectPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireProject } from './require-found.ts';
import { requireType, typePath } from './require-type.ts';

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
        return renderType(id, requireType(parameters.type));
      },
    }),
  ];
}

function renderType(project: string, id: string) {
  const href = `/projects/${project}/environment-types/${id}`;
  return { id, attributes: {}, _links: { self: { href }, '#access': { href: `${href}/access` } } };
}
