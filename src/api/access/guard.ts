import type { FastifyRequest } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Target } from '../../identity/authorization.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Rooms } from '../rooms.ts';
import type { PathParameters, Route } from '../route.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';

const principals = new WeakMap<FastifyRequest, Principal>();

/** The check that runs before a route reads its body, or null for a public one. */
export function guardOf(rooms: Rooms, { operation, target }: Route) {
  if (operation === 'public') return null;
  return async (request: FastifyRequest): Promise<void> => {
    const principal = await authenticate(rooms.identity, request);
    const parameters = request.params as PathParameters;
    authorize(rooms.identity, principal, operation, await (target ?? targetOfPath)(parameters));
    principals.set(request, principal);
  };
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

async function targetOfPath({ project, environment, task }: PathParameters): Promise<Target> {
  return { project, environment, task };
}
