import { z } from 'zod';
import type { Deployment } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { renderDeployment } from '../render/render-deployment.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { type Place, requireDeployment, requireEnvironment } from './require-found.ts';

const deploymentPath = environmentPath.extend({
  deployment: z.string().describe('`current`, `next` or the id of the deployment that runs'),
});

export function deploymentRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/projects/:project/environments/:environment/deployments',
      operation: 'deployment:view',
      summary: 'What runs in the environment, as a list',
      parameters: environmentPath,
      status: 200,
      answer: 'Array of Deployment: one, or none before the first push',
      handle: async ({ parameters }) => {
        const place = await requireEnvironment(rooms, parameters);
        const deployment = await rooms.deployments.current(place.project.id, place.environment.name);
        return deployment === null ? [] : [render(rooms, place, deployment)];
      },
    }),
    route({
      method: 'GET',
      path: '/projects/:project/environments/:environment/deployments/:deployment',
      operation: 'deployment:view',
      summary: 'What runs in the environment',
      parameters: deploymentPath,
      status: 200,
      answer: 'Deployment',
      handle: async ({ parameters }) => {
        const place = await requireEnvironment(rooms, parameters);
        const deployment = await requireDeployment(rooms, place);
        requireCurrent(parameters.deployment, deployment);
        return render(rooms, place, deployment);
      },
    }),
  ];
}

/** Nothing can be staged for the next deployment, so `next` is what runs. */
function requireCurrent(asked: string, { id }: Deployment): void {
  if (['current', 'next', id].includes(asked)) return;
  throw new ErrandError('not_deployed', `The deployment "${asked}" does not run; "${id}" does.`, {
    details: { deployment: asked, current: id },
  });
}

function render({ address }: Rooms, place: Place, deployment: Deployment) {
  const { project, environment } = place;
  return renderDeployment(deployment, {
    ...place,
    applicationUrl: address.applicationUrl(project.id, environment.name),
  });
}
