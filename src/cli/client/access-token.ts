import { ErrandError } from '../../errors/errand-error.ts';
import type { Connection } from '../connection/connection.ts';
import { errorFromResponse } from './error-response.ts';
import { readText, send } from './send.ts';

/** Access tokens, exchanged from the API token when first needed. */
export interface AccessTokens {
  current(): Promise<string>;
  /** Throws the current one away. */
  forget(): void;
}

// The client id that the Upsun API documents for everyone; it has no secret.
const client = `Basic ${Buffer.from('platform-api-user:').toString('base64')}`;
const limitMilliseconds = 30_000;
const marginMilliseconds = 10_000;

export function accessTokens(connection: Connection): AccessTokens {
  let held: { readonly token: string; readonly until: number } | null = null;
  return {
    current: async () => {
      if (held === null || Date.now() > held.until) held = await exchange(connection);
      return held.token;
    },
    forget: () => {
      held = null;
    },
  };
}

async function exchange(connection: Connection): Promise<{ readonly token: string; readonly until: number }> {
  const url = `${connection.authUrl}/oauth2/token`;
  const body = new URLSearchParams({ grant_type: 'api_token', api_token: connection.apiToken });
  const headers = { authorization: client, accept: 'application/json' };
  const response = await send(url, { method: 'POST', headers, body, limitMilliseconds });
  const text = await readText(url, response);
  if (!response.ok) throw errorFromResponse(response.status, text, url);
  return readToken(text, url);
}

function readToken(text: string, url: string): { readonly token: string; readonly until: number } {
  let parsed: { readonly access_token?: unknown; readonly expires_in?: unknown };
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ErrandError('server_unreachable', `What answers at ${url} is not an Errand server.`, {
      cause: error,
    });
  }
  if (typeof parsed.access_token !== 'string')
    throw new ErrandError('internal', `${url} gave no access token.`);
  const seconds = typeof parsed.expires_in === 'number' ? parsed.expires_in : 60;
  return { token: parsed.access_token, until: Date.now() + Math.max(0, seconds * 1000 - marginMilliseconds) };
}
