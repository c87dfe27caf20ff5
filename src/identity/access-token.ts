import { randomUUID } from 'node:crypto';
import { type CryptoKey, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ErrandError } from '../errors/errand-error.ts';
import { apiTokenPrefix } from './api-token.ts';
import type { Principal } from './principal.ts';
import { type SigningKey, signingAlgorithm } from './signing-key.ts';
import { verifiedTokensOf } from './verified-tokens.ts';

/** The lifetime clients expect of a user's token (wire.md 1.1). */
export const userTokenLifetimeSeconds = 900;

const issuer = 'errand';
const audience = 'errand-api';
/** RFC 9068: tells an access token from any other JWT. */
const type = 'at+jwt';

const authorization = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), action: z.literal('operate'), resource: z.string() }),
  z.object({ type: z.literal('env'), action: z.literal('view') }),
  z.object({ type: z.literal('project'), action: z.literal('view') }),
]);

const principalClaims = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.string() }),
  z.object({
    kind: z.literal('workload'),
    project: z.string(),
    environment: z.string(),
    workload: z.string(),
    containerId: z.string(),
    authorizations: z.array(authorization),
  }),
]);

/** What a valid token says. */
export interface AccessTokenContent {
  readonly principal: Principal;
  readonly expiresAt: Date;
}

/** The claims that an access token of this server has beside those of RFC 9068. */
export const tokenClaims = { issuer, audience } as const;

/** Why a token was refused; `details.reason` of the error. */
export type TokenFault = 'expired' | 'malformed' | 'signature';

function subjectOf(principal: Principal): string {
  if (principal.kind === 'user') return principal.userId;
  return `${principal.project}/${principal.environment}/${principal.workload}`;
}

function inSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** A signed token (JWT, RFC 9068) that says who `principal` is. It cannot be taken back, hence the short lifetimes. */
export async function issueAccessToken(
  key: SigningKey,
  principal: Principal,
  lifetimeSeconds: number,
  now: Date = new Date(),
): Promise<string> {
  return new SignJWT({ principal })
    .setProtectedHeader({ alg: signingAlgorithm, typ: type, kid: key.kid })
    .setIssuer(issuer)
    .setSubject(subjectOf(principal))
    .setAudience(audience)
    .setIssuedAt(inSeconds(now))
    .setExpirationTime(inSeconds(now) + lifetimeSeconds)
    .setJti(randomUUID())
    .sign(key.privateKey);
}

function keyOf(key: SigningKey, kid: string | undefined): CryptoKey {
  const found = key.find(kid);
  if (found !== null) return found;
  throw new errors.JWSSignatureVerificationFailed('signed with a key that is not, or no more, this server’s');
}

function refuse(reason: TokenFault, message: string, cause?: unknown): ErrandError {
  return new ErrandError('unauthenticated', message, { details: { reason }, cause });
}

function refusal(token: string, cause: unknown): ErrandError {
  if (cause instanceof errors.JWTExpired) {
    return refuse('expired', 'The access token has expired; get a new one.', cause);
  }
  const forged =
    cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JOSEAlgNotAllowed;
  if (forged) return refuse('signature', 'The access token was not signed by this server.', cause);
  if (token.startsWith(apiTokenPrefix)) {
    return refuse(
      'malformed',
      'This is an API token; exchange it at /oauth2/token for an access token.',
      cause,
    );
  }
  return refuse('malformed', 'The access token is malformed, or not meant for this API.', cause);
}

/**
 * Who a token speaks for, and until when. One that was verified before is so for as long as it lives and its key is known.
 * Throws `unauthenticated` with `details.reason`: `expired`, `malformed` or `signature`.
 */
export async function inspectAccessToken(
  key: SigningKey,
  token: string,
  now: Date = new Date(),
): Promise<AccessTokenContent> {
  const verified = verifiedTokensOf(key);
  const known = verified.find(token, now);
  if (known !== null) return known;
  const { content, kid } = await verify(key, token, now);
  verified.keep(token, kid, content);
  return content;
}

async function verify(key: SigningKey, token: string, now: Date) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, (header) => keyOf(key, header.kid), {
      algorithms: [signingAlgorithm],
      issuer,
      audience,
      typ: type,
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      currentDate: now,
    });
    const content: AccessTokenContent = {
      principal: principalClaims.parse(payload.principal),
      expiresAt: new Date((payload.exp ?? 0) * 1000),
    };
    return { content, kid: protectedHeader.kid };
  } catch (cause) {
    throw refusal(token, cause);
  }
}

/** Who a token speaks for. Throws as `inspectAccessToken`. */
export async function readAccessToken(
  key: SigningKey,
  token: string,
  now: Date = new Date(),
): Promise<Principal> {
  return (await inspectAccessToken(key, token, now)).principal;
}
