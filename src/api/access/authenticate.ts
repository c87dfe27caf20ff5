import type { FastifyRequest } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom } from '../rooms.ts';

/** Who asks, by the request's bearer token (RFC 6750). Error: `unauthenticated`. */
export async function authenticate(identity: IdentityRoom, request: FastifyRequest): Promise<Principal> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw refused('missing', 'The request has no access token: send "Authorization: Bearer …".');
  }
  const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw refused('malformed', 'The Authorization header is not of the form "Bearer …".');
  }
  return identity.authenticate(token);
}

function refused(reason: string, message: string): ErrandError {
  return new ErrandError('unauthenticated', message, { details: { reason } });
}
