import type { FastifyRequest } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom } from '../rooms.ts';
import { authenticate } from './authenticate.ts';

/**
 * Who asks, by an API token as the password of HTTP Basic authentication, whatever the user name: git knows no other way.
 * A bearer token is taken too. Error: `unauthenticated`.
 */
export async function authenticateBasic(identity: IdentityRoom, request: FastifyRequest): Promise<Principal> {
  const encoded = /^basic +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return authenticate(identity, request);
  const credentials = Buffer.from(encoded, 'base64').toString();
  const password = credentials.slice(credentials.indexOf(':') + 1);
  const { body } = await identity.token({
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ grant_type: 'api_token', api_token: password }).toString(),
    authorizationHeader: undefined,
    address: request.ip,
    userAgent: request.headers['user-agent'],
  });
  const token: unknown = Object(body).access_token;
  if (typeof token === 'string') return identity.authenticate(token);
  throw new ErrandError('unauthenticated', 'The password is no API token of this server.', {
    details: { reason: 'password' },
  });
}
