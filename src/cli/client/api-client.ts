import { openAsBlob } from 'node:fs';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Connection } from '../connection/connection.ts';
import { accessTokens } from './access-token.ts';
import { errorFromResponse } from './error-response.ts';
import { readText, type Sending, send } from './send.ts';

/** The API, as the commands use it. Every call throws the catalogue's error that the server answered with. */
export interface ApiClient {
  readonly connection: Connection;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  patch(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
  /** Sends a file as the body of a PUT. */
  upload(path: string, file: string, contentType: string): Promise<unknown>;
  /** An answer whose body is still under way; it may take as long as it likes. */
  stream(path: string, accept: string, signal?: AbortSignal): Promise<Response>;
}

const limitMilliseconds = 30_000;

export function createApiClient(connection: Connection): ApiClient {
  const tokens = accessTokens(connection);

  /** A token may end before its time, when the server restarts: once, a new one is asked for. */
  async function call(path: string, sending: Sending): Promise<Response> {
    const url = connection.apiUrl + path;
    for (let attempt = 1; ; attempt += 1) {
      const authorization = `Bearer ${await tokens.current()}`;
      const response = await send(url, { ...sending, headers: { ...sending.headers, authorization } });
      if (response.ok) return response;
      const text = await readText(url, response);
      if (response.status !== 401 || attempt > 1) throw errorFromResponse(response.status, text, url);
      tokens.forget();
    }
  }

  async function json(
    path: string,
    sending: Omit<Sending, 'limitMilliseconds'>,
    limit = true,
  ): Promise<unknown> {
    const headers = { accept: 'application/json', ...sending.headers };
    const response = await call(path, {
      ...sending,
      headers,
      limitMilliseconds: limit ? limitMilliseconds : null,
    });
    return parse(await readText(connection.apiUrl, response), connection.apiUrl + path);
  }

  return {
    connection,
    get: (path) => json(path, {}),
    post: (path, body, headers = {}) => json(path, jsonBody('POST', body, headers)),
    patch: (path, body) => json(path, jsonBody('PATCH', body)),
    delete: (path) => json(path, { method: 'DELETE' }),
    upload: async (path, file, contentType) =>
      json(
        path,
        { method: 'PUT', headers: { 'content-type': contentType }, body: await openAsBlob(file) },
        false,
      ),
    stream: (path, accept, signal) => call(path, { headers: { accept }, limitMilliseconds: null, signal }),
  };
}

function jsonBody(method: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Null for an answer without a body (204). */
function parse(text: string, url: string): unknown {
  if (text === '') return null;
  try {
    return text === '' ? null : JSON.parse(text);
  } catch (error) {
    throw new ErrandError('server_unreachable', `What answers at ${url} is not an Errand server.`, {
      cause: error,
    });
  }
}
