import type { Connection } from '../connection/connection.ts';
import { sessionTokens } from './session-tokens.ts';
import { requestTokens } from './token-request.ts';

/** Access tokens, from an API token or a sign-in with a browser, when first needed. */
export interface AccessTokens {
  current(): Promise<string>;
  /** Throws the current one away. */
  forget(): void;
}

// The client id that the Upsun API documents for everyone; it has no secret.
const client = 'platform-api-user';
const marginMilliseconds = 10_000;

export function accessTokens(connection: Connection): AccessTokens {
  const { sessionFile } = connection;
  return sessionFile === undefined ? exchangedTokens(connection) : sessionTokens(sessionFile);
}

function exchangedTokens({ authUrl, apiToken }: Connection): AccessTokens {
  let held: { readonly token: string; readonly until: number } | null = null;
  const exchange = async () => {
    const parameters = { grant_type: 'api_token', api_token: apiToken };
    const { accessToken, expiresInSeconds } = await requestTokens(authUrl, client, parameters);
    const lasts = Math.max(0, expiresInSeconds * 1000 - marginMilliseconds);
    return { token: accessToken, until: Date.now() + lasts };
  };
  return {
    current: async () => {
      if (held === null || Date.now() > held.until) held = await exchange();
      return held.token;
    },
    forget: () => {
      held = null;
    },
  };
}
