import type { TokenRequest } from '../token-request.ts';

const shortestSeconds = 60;
const longestSeconds = 900;
/** The header's name first; people send the same as a form field, and under these names (T17, wire.md 1.4). */
const fields: readonly string[] = [
  'x-token-ttl',
  'x_token_ttl',
  'token_ttl',
  'token-ttl',
  'ttl',
  'expires_in',
];

/**
 * How long a container's token lives, in seconds: what the header `x-token-ttl` or a field asks for, within 60 to 900.
 * 60 where nothing is asked for, or nothing that is a number.
 */
export function tokenLifetimeSeconds(header: string | undefined, request: TokenRequest): number {
  const wanted = header ?? fields.map((name) => request.get(name)).find((value) => value !== undefined);
  const seconds = Math.floor(Number(wanted));
  if (!Number.isFinite(seconds)) return shortestSeconds;
  return Math.min(Math.max(seconds, shortestSeconds), longestSeconds);
}
