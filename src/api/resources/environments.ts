import { renderEnvironment } from '../render/render-environment.ts';
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
      handle: async ({ parameters }) => {
        const project = await requireProject(rooms, parameters.project);
        const environments = await rooms.environments.list(project.id);
        return environments.map((environment) => render(rooms, { project, environment }));
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
      handle: async ({ parameters }) => render(rooms, await requireEnvironment(rooms, parameters)),
    }),
  ];
}

function render({ address }: Rooms, { project, environment }: Place) {
  return renderEnvironment(environment, project, address.applicationUrl(project.id, environment.name));
}
