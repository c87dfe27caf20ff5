import { ErrandError } from '../../errors/errand-error.ts';
import { errorFromResponse } from './error-response.ts';
import { readText, send } from './send.ts';

/** What the server gave for an API token, a code or a refresh token. */
export interface GrantedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
}

const limitMilliseconds = 30_000;

/** `POST /oauth2/token`. Errors: `unauthenticated` where it is refused, `server_unreachable`. */
export async function requestTokens(
  authUrl: string,
  clientId: string,
  parameters: Readonly<Record<string, string>>,
): Promise<GrantedTokens> {
  const url = `${authUrl}/oauth2/token`;
  const authorization = `Basic ${Buffer.from(`${clientId}:`).toString('base64')}`;
  const headers = { authorization, accept: 'application/json' };
  const body = new URLSearchParams(parameters);
  const response = await send(url, { method: 'POST', headers, body, limitMilliseconds });
  const text = await readText(url, response);
  if (!response.ok) throw errorFromResponse(response.status, text, url);
  return readTokens(text, url);
}

function readTokens(text: string, url: string): GrantedTokens {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ErrandError('server_unreachable', `What answers at ${url} is not an Errand server.`, {
      cause: error,
    });
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed;
  if (typeof accessToken !== 'string') throw new ErrandError('internal', `${url} gave no access token.`);
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
    expiresInSeconds: typeof seconds === 'number' ? seconds : 60,
  };
}
