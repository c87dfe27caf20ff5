import type { IncomingMessage } from 'node:http';
import { issueAccessToken } from '../access-token.ts';
import { granted, type OAuthAnswer, refused, uncached } from '../oauth-answer.ts';
import type { WorkloadPrincipal } from '../principal.ts';
import type { SigningKey } from '../signing-key.ts';
import { readTokenRequest } from '../token-request.ts';
import { bodyLimitBytes, readBody } from './request-body.ts';
import { tokenLifetimeSeconds } from './token-lifetime.ts';

/** Who is at the other end of a connection; null once the container has ended. */
export type Identity = () => WorkloadPrincipal | null;

const description = {
  service: 'Errand token broker',
  token: 'POST /oauth2/token with grant_type=client_credentials; header x-token-ttl: 60 to 900 seconds',
};

function ok(body: OAuthAnswer['body']): OAuthAnswer {
  return { status: 200, headers: uncached, body };
}

async function grant(request: IncomingMessage, identity: Identity, key: SigningKey): Promise<OAuthAnswer> {
  const body = await readBody(request);
  if (body === null) {
    const limit = `The body is larger than ${bodyLimitBytes} bytes.`;
    return refused(413, 'invalid_request', limit, { connection: 'close' });
  }
  const parameters = readTokenRequest(body);
  if (parameters === null) {
    return refused(
      400,
      'invalid_request',
      'The body is neither a form without repeated fields nor a JSON object.',
    );
  }
  const wanted = parameters.get('grant_type');
  if (wanted === undefined) {
    return refused(
      400,
      'invalid_request',
      'grant_type is missing; send grant_type=client_credentials as a form.',
    );
  }
  if (wanted !== 'client_credentials') {
    return refused(400, 'unsupported_grant_type', 'The broker knows grant_type=client_credentials only.');
  }
  const principal = identity();
  if (principal === null) return refused(401, 'invalid_client', 'this container has ended');
  const header = request.headers['x-token-ttl'];
  const lifetime = tokenLifetimeSeconds(header?.toString(), parameters);
  return granted(await issueAccessToken(key, principal, lifetime), lifetime);
}

/** Which methods a path takes, and what it answers. */
function routeOf(path: string) {
  if (path === '/oauth2/token') return { methods: ['POST'], answer: grant };
  if (path === '/') return { methods: ['GET', 'HEAD'], answer: async () => ok(description) };
  if (path === '/health') return { methods: ['GET', 'HEAD'], answer: async () => ok({ status: 'ok' }) };
  return null;
}

/**
 * Answers one request to the broker. Who asks is told by the connection it came on, and by nothing in the request.
 * Throws only where the connection ends within the request or signing fails.
 */
export async function answerRequest(
  request: IncomingMessage,
  identity: Identity,
  key: SigningKey,
): Promise<OAuthAnswer> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = routeOf(path);
  if (route === null) {
    return refused(404, 'not_found', `There is no ${path} here; tokens are at POST /oauth2/token.`);
  }
  if (!route.methods.includes(request.method ?? '')) {
    const methods = route.methods.join(', ');
    return refused(405, 'method_not_allowed', `${path} takes ${methods}.`, { allow: methods });
  }
  return route.answer(request, identity, key);
}
