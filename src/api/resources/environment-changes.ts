import { z } from 'zod';
import type { Activity } from '../../activity/activity.ts';
import type { ChangeRequest } from '../../environment/environment-parts.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Operation } from '../../identity/authorization/operations.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { branchName } from '../request/branch-name.ts';
import { environmentPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment } from './require-found.ts';
import { answerStarted } from './started.ts';

const below = '/projects/:project/environments/:environment';

/** Clients send it; what an environment gets of the machine does not depend on it here. */
const resources = z.unknown().optional();
/** PHP clients send an empty object as `[]`. */
const noBody = z.union([z.strictObject({ resources }), z.array(z.never())]).nullish();

const branchBody = z.strictObject({
  name: branchName,
  title: z.string().min(1).max(200),
  clone_parent: z.boolean().default(true),
  type: z.enum(['development', 'staging']).default('development'),
  resources,
});

const synchronizeBody = z.strictObject({
  synchronize_code: z.boolean().default(false),
  synchronize_data: z.boolean().default(false),
  rebase: z.boolean().default(false).describe('Taken; code is merged all the same, and the log says so'),
  synchronize_resources: z.boolean().optional(),
});

type EnvironmentPath = z.output<typeof environmentPath>;

async function requestOf(rooms: Rooms, path: EnvironmentPath, principal: Principal): Promise<ChangeRequest> {
  return { ...(await requireEnvironment(rooms, path)), actor: actorOf(principal) };
}

/** A change that takes nothing but the environment. */
function plainChange(
  rooms: Rooms,
  verb: string,
  operation: Operation,
  summary: string,
  change: (request: ChangeRequest) => Promise<Activity>,
  method: 'POST' | 'DELETE' = 'POST',
): Route {
  const status = method === 'DELETE' ? 200 : 201;
  return route({
    method,
    path: method === 'DELETE' ? below : `${below}/${verb}`,
    operation,
    summary,
    parameters: environmentPath,
    body: noBody,
    status,
    answer: 'AcceptedResponse with the activity of the change',
    handle: async ({ parameters, principal }) =>
      answerStarted(rooms, await change(await requestOf(rooms, parameters, principal)), status),
  });
}

/** What is done with an environment as a whole. */
export function environmentChangeRoutes(rooms: Rooms): readonly Route[] {
  const { changes } = rooms;
  return [
    branchRoute(rooms),
    synchronizeRoute(rooms),
    plainChange(rooms, 'activate', 'environment:edit', 'Deploy an inactive environment', changes.activate),
    plainChange(
      rooms,
      'deactivate',
      'environment:edit',
      'End an environment and remove its data',
      changes.deactivate,
    ),
    plainChange(rooms, 'pause', 'environment:edit', 'End an environment and keep its data', changes.pause),
    plainChange(rooms, 'resume', 'environment:edit', 'Bring a paused environment up again', changes.resume),
    plainChange(
      rooms,
      'redeploy',
      'environment:redeploy',
      'Deploy the same code once more',
      changes.redeploy,
    ),
    mergeRoute(rooms),
    plainChange(rooms, '', 'environment:delete', 'Delete an inactive environment', changes.delete, 'DELETE'),
  ];
}

function branchRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/branch`,
    operation: 'environment:create',
    summary: 'Make an environment with the code of this one, and its data unless `clone_parent` is false',
    parameters: environmentPath,
    body: branchBody,
    status: 201,
    answer: 'AcceptedResponse with the activity of the new environment',
    handle: async ({ parameters, body, principal }) => {
      const request = await requestOf(rooms, parameters, principal);
      const { name, title, type, clone_parent: cloneParent } = body;
      return answerStarted(rooms, await rooms.changes.branch(request, { name, title, type, cloneParent }));
    },
  });
}

function synchronizeRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/synchronize`,
    operation: 'environment:edit',
    parentOperation: 'environment:create',
    summary: "Bring the parent's code, data or both into the environment",
    parameters: environmentPath,
    body: synchronizeBody,
    status: 201,
    answer: 'AcceptedResponse with the activity of the change',
    handle: async ({ parameters, body, principal }) => {
      const request = await requestOf(rooms, parameters, principal);
      requireParent(request);
      const options = { code: body.synchronize_code, data: body.synchronize_data, rebase: body.rebase };
      return answerStarted(rooms, await rooms.changes.synchronize(request, options));
    },
  });
}

/** Error: `conflict`, where the environment has no parent. */
function requireParent({ environment }: ChangeRequest): void {
  if (environment.parent === null)
    throw new ErrandError('conflict', `environment ${environment.name} has no parent`);
}

function mergeRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/merge`,
    operation: 'environment:view',
    parentOperation: 'environment:push',
    summary: 'Bring the code into the parent environment; needs the right `environment:push` there',
    parameters: environmentPath,
    body: noBody,
    status: 201,
    answer: 'AcceptedResponse with the activity of the change',
    handle: async ({ parameters, principal }) => {
      const request = await requestOf(rooms, parameters, principal);
      requireParent(request);
      return answerStarted(rooms, await rooms.changes.merge(request));
    },
  });
}
