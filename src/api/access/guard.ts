import type { FastifyRequest } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Target } from '../../identity/authorization/decision.ts';
import type { Principal } from '../../identity/principal.ts';
import { refuseDeleting } from '../../project/refuse-deleting.ts';
import type { Rooms } from '../rooms.ts';
import type { PathParameters, Route } from '../route.ts';
import { authenticate } from './authenticate.ts';
import { authenticateBasic } from './authenticate-basic.ts';
import { authorize } from './authorize.ts';
import { authorizeInParent } from './authorize-in-parent.ts';
import { withEnvironmentType } from './environment-type.ts';

const principals = new WeakMap<FastifyRequest, Principal>();

/** The check that runs before a route reads its body, or null for a public one. */
export function guardOf(rooms: Rooms, declared: Route) {
  const { operation, parentOperation, target, credentials } = declared;
  if (operation === 'public') return null;
  return async (request: FastifyRequest): Promise<void> => {
    const principal =
      credentials === 'basic'
        ? await authenticateBasic(rooms.identity, request)
        : await authenticate(rooms.identity, request);
    const parameters = request.params as PathParameters;
    principals.set(request, principal);
    const named = targetOfPath(parameters);
    // Nobody outside hears whether something is there: nothing is looked up for them.
    if (isOutside(rooms, principal, named)) return authorize(rooms.identity, principal, operation, named);
    const meant = target === undefined ? named : await target(parameters);
    const full = await withEnvironmentType(rooms, principal, meant);
    authorize(rooms.identity, principal, operation, full, named);
    if (parentOperation !== undefined) await authorizeInParent(rooms, principal, parentOperation, named);
    if (full.project !== undefined) await refuseChange(rooms, declared, full.project);
  };
}

/** Who asks, let in or not; undefined where nobody said. */
export function knownPrincipal(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/** Who the guard let in. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (principal !== undefined) return principal;
  throw new ErrandError(
    'internal',
    `${request.method} ${request.url} asks who the caller is, but its route is public`,
  );
}

/**
 * Of a project of which nothing is to be left, nothing is changed but that; git reads from what may be gone in the next moment.
 * Error: `project_deleting`.
 */
async function refuseChange({ projects }: Rooms, { method, operation, credentials }: Route, id: string) {
  const isChange = method !== 'GET' || credentials === 'basic';
  if (!isChange || operation === 'project:delete') return;
  const project = await projects.find(id);
  if (project !== null) refuseDeleting(project);
}

function targetOfPath({ project, environment, task, user }: PathParameters): Target {
  return { project, environment, task, user };
}

function isOutside({ identity }: Rooms, principal: Principal, { project }: Target): boolean {
  if (project === undefined) return false;
  if (principal.kind === 'workload') return principal.project !== project;
  return !identity.allow(principal, 'project:view', { project }).allowed;
}
