/** What an OAuth endpoint answers, for any HTTP framework to send. `body` goes out as JSON. */
export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** RFC 6749 section 5.1: no cache may keep a token. */
export const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** A token was given out (RFC 6749 section 5.1). `expiresInSeconds` is the truth, never what was asked for. */
export function granted(accessToken: string, expiresInSeconds: number): OAuthAnswer {
  return {
    status: 200,
    headers: uncached,
    body: { access_token: accessToken, expires_in: expiresInSeconds, token_type: 'bearer' },
  };
}

/** A refusal (RFC 6749 section 5.2). Never without a body: clients parse it before they look at the status. */
export function refused(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): OAuthAnswer {
  return { status, headers: { ...uncached, ...headers }, body: { error, error_description: description } };
}
