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
  /** IP address of the client. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

export interface TokenExchangeDependencies {
  findUserByApiTokenHash(hash: string): Promise<{ readonly userId: string } | null>;
  readonly key: SigningKey;
  readonly now: () => Date;
  /** Told of every API token that is none; says how long its sender must wait before the next answer. */
  readonly refusals?: TokenRefusals;
}

/** Wrong API tokens, by where they come from. */
export interface TokenRefusals {
  /** Milliseconds that the sender has to wait; 0: none. */
  refused(request: TokenExchangeRequest): number;
}

/** Client and secret of HTTP Basic authentication (`client:secret`, RFC 7617); empty where there are none. */
function basicCredentials(header: string | undefined): { readonly client: string; readonly secret: string } {
  const encoded = /^basic +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const credentials = Buffer.from(encoded, 'base64').toString();
  const colon = credentials.indexOf(':');
  if (colon === -1) return { client: '', secret: '' };
  return { client: decoded(credentials.slice(0, colon)), secret: credentials.slice(colon + 1) };
}

/** RFC 6749 section 2.3.1 encodes names as in a form; a stray percent sign is left as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Every client is public: any id will do, a secret is a misunderstanding that its owner should hear of. */
function sentSecret(header: string | undefined, request: TokenRequest): boolean {
  return basicCredentials(header).secret !== '' || (request.get('client_secret') ?? '') !== '';
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

/**
 * A token that is right is always taken, however many wrong ones came from the same address: behind a proxy all have
 * one. Of a wrong one, an expired, a revoked and a made-up one answer alike, after the same work: a digest and a look-up.
 */
async function exchangeApiToken(
  token: string,
  request: TokenExchangeRequest,
  deps: TokenExchangeDependencies,
): Promise<OAuthAnswer> {
  const user = await deps.findUserByApiTokenHash(hashApiToken(token));
  if (user === null) {
    const answer = await echoAccessToken(token, deps);
    const waitMs = answer.status === 200 ? 0 : (deps.refusals?.refused(request) ?? 0);
    return waitMs === 0 ? answer : tooMany(waitMs);
  }
  const principal = { kind: 'user', userId: user.userId } as const;
  const issued = await issueAccessToken(deps.key, principal, userTokenLifetimeSeconds, deps.now());
  return grantedTo(issued, userTokenLifetimeSeconds);
}

function tooMany(waitMs: number): OAuthAnswer {
  const seconds = Math.ceil(waitMs / 1000);
  return refused(
    429,
    'slow_down',
    `Invalid API token, and too many of them; wait ${seconds} s before the next.`,
    { 'retry-after': String(seconds) },
  );
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
  return refused(
    400,
    'unsupported_grant_type',
    `This endpoint knows api_token, authorization_code and refresh_token${hint}.`,
  );
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
  return exchangeApiToken(token, request, deps);
}

/**
 * What the OAuth library is to answer in place of this endpoint: the grants of people who signed in with a browser. Its
 * parameters with the client's name among them, wherever that came; null where the request is none of the library's.
 */
export function libraryRequest(
  request: TokenExchangeRequest,
  isLibrarys: (parameters: TokenRequest) => boolean,
): Readonly<Record<string, string>> | null {
  const parameters = readTokenRequest(request.body ?? '');
  if (parameters === null || sentSecret(request.authorizationHeader, parameters)) return null;
  if (!isLibrarys(parameters)) return null;
  const { client_secret: _, ...rest } = Object.fromEntries(parameters);
  const client = rest.client_id ?? basicCredentials(request.authorizationHeader).client;
  return client === '' ? rest : { ...rest, client_id: client };
}

/** The grants that the library has. */
export function isBrowserGrant(parameters: TokenRequest): boolean {
  return ['authorization_code', 'refresh_token'].includes(parameters.get('grant_type') ?? '');
}

/**
 * Answers `POST /oauth2/revoke` (RFC 7009), of what is no refresh token: access tokens end by themselves within minutes, API
 * tokens are revoked by name.
 */
export function revokeToken(): OAuthAnswer {
  return { status: 200, headers: uncached, body: {} };
}
