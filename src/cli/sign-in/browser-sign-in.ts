import { createHash, randomBytes } from 'node:crypto';
import { cliClient } from '../client/session-tokens.ts';
import { type GrantedTokens, requestTokens } from '../client/token-request.ts';
import { listenForCode } from './code-listener.ts';

/**
 * Signs somebody in with a browser: authorization code with PKCE S256 (RFC 7636), answered to the loopback (RFC 8252).
 * `show` gets the address to open. Null where `signal` fired first.
 */
export async function signInWithBrowser(
  authUrl: string,
  show: (url: string) => void,
  signal: AbortSignal,
): Promise<GrantedTokens | null> {
  const [state, verifier] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
  await using listener = await listenForCode(state);
  const query = new URLSearchParams({
    redirect_uri: listener.redirectUri,
    state,
    client_id: cliClient,
    prompt: 'consent',
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    scope: 'offline_access',
  });
  show(`${authUrl}/oauth2/authorize?${query}`);
  const givenUp = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  const code = await Promise.race([listener.code, givenUp]);
  if (code === null) return null;
  return requestTokens(authUrl, cliClient, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: listener.redirectUri,
    code_verifier: verifier,
  });
}
