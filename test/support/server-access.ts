import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** Which server, and whose API token. */
export interface ServerAddress {
  readonly apiUrl: string;
  readonly apiToken: string;
}

export interface Visit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface VisitOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

// The client id that the Upsun API documents for everyone; it has no secret.
const authorization = `Basic ${Buffer.from('platform-api-user:').toString('base64')}`;

/** An access token for an API token (wire.md 1.1), as every client of the API gets one. */
export async function accessToken({ apiUrl, apiToken }: ServerAddress): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'api_token', api_token: apiToken });
  const answer = await fetch(`${apiUrl}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
  if (!answer.ok) throw new Error(`POST /oauth2/token answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

/** A request to an application by the name of its environment, as a browser makes it. `host` is without the port. */
export function visit(
  apiUrl: string,
  host: string,
  path: string,
  options: VisitOptions = {},
): Promise<Visit> {
  const { hostname, port } = new URL(apiUrl);
  const { promise, resolve, reject } = Promise.withResolvers<Visit>();
  const headers = { host: `${host}:${port}`, ...options.headers };
  // A connection of its own: one that is kept would hide a refused one.
  const sent = httpRequest({ hostname, port, path, headers, method: options.method ?? 'GET', agent: false });
  sent.once('error', reject);
  sent.once('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('error', reject);
    response.once('end', () => {
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: Buffer.concat(chunks).toString(),
      });
    });
  });
  sent.end(options.body);
  return promise;
}
