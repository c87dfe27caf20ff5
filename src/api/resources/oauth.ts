import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OAuthAnswer } from '../../identity/oauth-answer.ts';
import { isBrowserGrant, libraryRequest, type TokenExchangeRequest } from '../../identity/token-endpoint.ts';
import { handOver } from '../access/hand-over.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';

/** Where tokens come from (wire.md 1.1, 1.2). The forms of a request are identity's to tell apart, so the body goes on as it is. */
export function oauthRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/oauth2/token',
      operation: 'public',
      bodyForm: 'text',
      summary: 'Exchange an API token, a code or a refresh token for an access token',
      status: 200,
      answer: '`access_token`, `expires_in` in seconds, `token_type`, and for browsers `refresh_token`',
      handle: (call) => answerToken(rooms, call),
    }),
    route({
      method: 'POST',
      path: '/oauth2/revoke',
      operation: 'public',
      bodyForm: 'text',
      summary: 'Give a token back (RFC 7009)',
      status: 200,
      answer: 'An empty object',
      handle: (call) => answerRevoke(rooms, call),
    }),
    route({
      method: 'GET',
      path: '/.well-known/jwks.json',
      operation: 'public',
      summary: 'The keys that access tokens are signed with (RFC 7517)',
      status: 200,
      answer: '`keys`',
      handle: () => ({ keys: rooms.identity.publicKeys() }),
    }),
    route({
      method: 'POST',
      path: '/keys/rotate',
      operation: 'key:rotate',
      summary: 'Sign access tokens with a new key; what the former one signed stays valid',
      status: 200,
      answer: '`kid`, the name of the new key',
      handle: async () => ({ kid: await rooms.identity.rotateKey() }),
    }),
    ...['/oauth2/authorize', '/oauth2/authorize/:uid', ...wellKnown].map((path) => libraryRoute(rooms, path)),
  ];
}

const wellKnown = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

function libraryRoute({ oauth }: Rooms, path: string): Route {
  return route({
    method: 'GET',
    path,
    operation: 'public',
    bodyForm: 'text',
    summary: path.startsWith('/.')
      ? 'What the OAuth server knows'
      : 'Sign in with a browser (RFC 6749, PKCE)',
    status: 200,
    answer: 'As its specification says',
    handle: ({ request, reply }) => handOver(oauth, request.raw, reply),
  });
}

async function answerToken({ identity, oauth }: Rooms, { request, reply }: Call): Promise<unknown> {
  const exchange = exchangeOf(request);
  const parameters = libraryRequest(exchange, isBrowserGrant);
  if (parameters === null) return sendAnswer(reply, await identity.token(exchange));
  return handOver(oauth, request.raw, reply, parameters);
}

async function answerRevoke({ identity, oauth }: Rooms, { request, reply }: Call): Promise<unknown> {
  const exchange = exchangeOf(request);
  const parameters = libraryRequest(exchange, (sent) => sent.has('token'));
  const isKnown = parameters !== null && (await oauth.knowsRefreshToken(parameters.token ?? ''));
  if (!isKnown) return sendAnswer(reply, await identity.revoke(exchange));
  return handOver(oauth, request.raw, reply, parameters);
}

function exchangeOf(request: FastifyRequest): TokenExchangeRequest {
  return {
    contentType: request.headers['content-type'],
    body: typeof request.body === 'string' ? request.body : undefined,
    authorizationHeader: request.headers.authorization,
    address: request.ip,
    userAgent: request.headers['user-agent'],
  };
}

function sendAnswer(reply: FastifyReply, { status, headers, body }: OAuthAnswer): unknown {
  reply.code(status).headers(headers);
  return body;
}
