import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OAuthAnswer } from '../../identity/oauth-answer.ts';
import type { TokenExchangeRequest } from '../../identity/token-endpoint.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

/** Where tokens come from (wire.md 1.1, 1.2). The forms of a request are identity's to tell apart, so the body goes on as it is. */
export function oauthRoutes({ identity }: Rooms): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/oauth2/token',
      operation: 'public',
      bodyForm: 'text',
      summary: 'Exchange an API token for an access token',
      status: 200,
      answer: '`access_token`, `expires_in` in seconds, `token_type`',
      handle: async ({ request, reply }) => sendAnswer(reply, await identity.token(exchangeOf(request))),
    }),
    route({
      method: 'POST',
      path: '/oauth2/revoke',
      operation: 'public',
      bodyForm: 'text',
      summary: 'Give a token back (RFC 7009)',
      status: 200,
      answer: 'An empty object',
      handle: async ({ request, reply }) => sendAnswer(reply, await identity.revoke(exchangeOf(request))),
    }),
  ];
}

function exchangeOf(request: FastifyRequest): TokenExchangeRequest {
  return {
    contentType: request.headers['content-type'],
    body: typeof request.body === 'string' ? request.body : undefined,
    authorizationHeader: request.headers.authorization,
  };
}

function sendAnswer(reply: FastifyReply, { status, headers, body }: OAuthAnswer): unknown {
  reply.code(status).headers(headers);
  return body;
}
