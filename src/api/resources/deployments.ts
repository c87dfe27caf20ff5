import { z } from 'zod';
import type { Deployment } from '../../deploy/deployment.ts';
import type { Disk } from '../../environment/disks.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { actorOf } from '../../identity/principal.ts';
import { renderDeployment } from '../render/render-deployment.ts';
import { environmentPath } from '../request/path-parameters.ts';
import { disksIn, sizingBody } from '../request/sizing-body.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { type Place, requireDeployment, requireEnvironment } from './require-found.ts';
import { answerStarted } from './started.ts';

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
        return deployment === null ? [] : [await render(rooms, place, deployment, false)];
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
        return render(rooms, place, deployment, parameters.deployment === 'next');
      },
    }),
    resourcesRoute(rooms),
  ];
}

/** Changes of resources hold at once, so nothing waits for the next deployment, and `next` is what runs. */
function requireCurrent(asked: string, { id }: Deployment): void {
  if (['current', 'next', id].includes(asked)) return;
  throw new ErrandError('not_deployed', `The deployment "${asked}" does not run; "${id}" does.`, {
    details: { deployment: asked, current: id },
  });
}

function resourcesRoute(rooms: Rooms): Route {
  return route({
    method: 'PATCH',
    path: '/projects/:project/environments/:environment/deployments/next',
    operation: 'resources:edit',
    summary: 'Make disks of applications and services larger; other resources cannot be set',
    parameters: environmentPath,
    body: sizingBody,
    status: 200,
    answer: 'AcceptedResponse with the activity `environment.resources.update`',
    handle: async ({ parameters, body, principal }) => {
      const place = await requireEnvironment(rooms, parameters);
      const disks = disksIn(body);
      const activity = await rooms.changes.grow({ ...place, actor: actorOf(principal) }, disks);
      return answerStarted(rooms, activity, 200);
    },
  });
}

async function render({ address, changes }: Rooms, place: Place, deployment: Deployment, isNext: boolean) {
  const all = await changes.disks(place);
  const disksOf = (kind: Disk['kind']) =>
    new Map(all.filter((disk) => disk.kind === kind).map(({ name, sizeMiB }) => [name, sizeMiB]));
  return renderDeployment(deployment, {
    ...place,
    site: address.site(place.environment),
    disks: disksOf('service'),
    applicationDisks: disksOf('app'),
    isNext,
  });
}
