import { inspectAccessToken, issueAccessToken, userTokenLifetimeSeconds } from './access-token.ts';
import { hashApiToken } from './api-token.ts';
import { granted, type OAuthAnswer, refused, uncached } from './oauth-answer.ts';
import type { SigningKey } from './signing-key.ts';
import { readTokenRequest, type TokenRequest } from './token-request.ts';

/** A `POST /oauth2/token`, as any HTTP framework has it. */
export interface TokenExchangeRequest {
  readonly contentType: string | undefined;
  readonly body: string | undefined;
  readonly authorizationHeader: string | undefined;
}

export interface TokenExchangeDependencies {
  findUserByApiTokenHash(hash: string): Promise<{ readonly userId: string } | null>;
  readonly key: SigningKey;
  readonly now: () => Date;
}

/** The secret of HTTP Basic authentication (`client:secret`, RFC 7617); empty where there is none. */
function basicSecret(header: string | undefined): string {
  const encoded = /^basic +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const credentials = Buffer.from(encoded, 'base64').toString();
  return credentials.includes(':') ? credentials.slice(credentials.indexOf(':') + 1) : '';
}

/** Every client is public: any id will do, a secret is a misunderstanding that its owner should hear of. */
function sentSecret(header: string | undefined, request: TokenRequest): boolean {
  return basicSecret(header) !== '' || (request.get('client_secret') ?? '') !== '';
}

/** Scopes are not used; the field is there because clients read it. */
function grantedTo(token: string, lifetimeSeconds: number): OAuthAnswer {
  const answer = granted(token, lifetimeSeconds);
  return { ...answer, body: { ...answer.body, scope: '' } };
}

/**
 * People put an access token where an API token belongs (wire.md 1.4). It is answered with itself: the same rights,
 * and not a second more to live.
 */
async function echoAccessToken(token: string, deps: TokenExchangeDependencies): Promise<OAuthAnswer> {
  const now = deps.now();
  try {
    const { expiresAt } = await inspectAccessToken(deps.key, token, now);
    return grantedTo(token, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
  } catch {
    return refused(400, 'invalid_grant', 'Invalid API token');
  }
}

async function exchangeApiToken(token: string, deps: TokenExchangeDependencies): Promise<OAuthAnswer> {
  const user = await deps.findUserByApiTokenHash(hashApiToken(token));
  if (user === null) return echoAccessToken(token, deps);
  const principal = { kind: 'user', userId: user.userId } as const;
  const issued = await issueAccessToken(deps.key, principal, userTokenLifetimeSeconds, deps.now());
  return grantedTo(issued, userTokenLifetimeSeconds);
}

function withoutGrant(contentType: string | undefined): OAuthAnswer {
  const sent = contentType === undefined ? 'no Content-Type' : `Content-Type ${contentType}`;
  return refused(
    400,
    'invalid_request',
    `grant_type is missing; send a form or JSON (this came with ${sent}).`,
  );
}

function unsupported(grant: string): OAuthAnswer {
  const hint =
    grant === 'client_credentials' ? '; in a container ask http://localhost:8200/oauth2/token' : '';
  return refused(400, 'unsupported_grant_type', `This endpoint exchanges grant_type=api_token only${hint}.`);
}

/** Answers `POST /oauth2/token`: an API token for a short-lived access token. Refusals are answers, not exceptions. */
export async function exchangeToken(
  request: TokenExchangeRequest,
  deps: TokenExchangeDependencies,
): Promise<OAuthAnswer> {
  const parameters = readTokenRequest(request.body ?? '');
  if (parameters === null) {
    return refused(
      400,
      'invalid_request',
      'The body is neither a form without repeated fields nor a JSON object.',
    );
  }
  if (sentSecret(request.authorizationHeader, parameters)) {
    return refused(401, 'invalid_client', 'Clients are public here: leave the client secret empty.');
  }
  const grant = parameters.get('grant_type');
  if (grant === undefined) return withoutGrant(request.contentType);
  if (grant !== 'api_token') return unsupported(grant);
  const token = parameters.get('api_token');
  if (token === undefined) return refused(400, 'invalid_request', 'api_token is missing.');
  return exchangeApiToken(token, deps);
}

/**
 * Answers `POST /oauth2/revoke` (RFC 7009), whatever was sent: access tokens end by themselves within minutes, API
 * tokens are revoked by name.
 */
export function revokeToken(): OAuthAnswer {
  return { status: 200, headers: uncached, body: {} };
}
