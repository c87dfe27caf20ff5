import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { gitEnvironment } from '../git.ts';
import { hearHooks, type Receiver } from './hear-hooks.ts';

/** A request of a git client over smart HTTP (git-http-backend(1)). */
export interface GitRequest {
  /** `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  readonly path: string;
  readonly method: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable | null;
  /** For the reference log. */
  readonly user: string;
}

export interface GitBackendSettings {
  readonly repository: string;
  /** Folder of `receive-hooks.ts`. */
  readonly hooks: string;
}

/** Settings that a repository cannot change. A branch goes with its environment, so that no push deletes one. */
function configuration(hooks: string): Readonly<Record<string, string>> {
  return {
    'core.hooksPath': hooks,
    'http.receivepack': 'true',
    'receive.advertisePushOptions': 'true',
    'receive.denyDeletes': 'true',
    'receive.fsckObjects': 'true',
    'receive.maxInputSize': String(1024 ** 3),
    'receive.autogc': 'false',
    'safe.directory': '*',
  };
}

function environmentOf({ repository, hooks }: GitBackendSettings, request: GitRequest): NodeJS.ProcessEnv {
  const { headers } = request;
  const settings = Object.entries(configuration(hooks)).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  const told = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  return {
    ...gitEnvironment,
    ...Object.fromEntries(settings),
    GIT_CONFIG_COUNT: String(settings.length / 2),
    GIT_PROJECT_ROOT: repository,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: request.path,
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.query,
    REMOTE_USER: request.user,
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
  };
}

const headEnd = /\r?\n\r?\n/;
const longestHead = 16 * 1024;

/** Sends a CGI answer (RFC 3875): its head becomes the response's. What comes when the client is gone is nobody's. */
async function sendAnswer(output: Readable, response: ServerResponse, gone: AbortSignal): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (gone.aborted) continue;
    if (response.headersSent) {
      if (!response.write(chunk)) await once(response, 'drain', { signal: gone }).catch(() => undefined);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const text = head.toString('latin1');
    const end = headEnd.exec(text);
    if (end === null && head.length < longestHead) continue;
    writeHead(text.slice(0, end?.index ?? 0), response);
    response.write(head.subarray((end?.index ?? 0) + (end?.[0].length ?? 0)));
  }
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end();
}

function writeHead(text: string, response: ServerResponse): void {
  const fields = text.split(/\r?\n/).map((line) => line.split(/:\s*(.*)/s, 2));
  const headers = fields.flatMap(([name = '', value = '']) =>
    name === '' ? [] : [[name.toLowerCase(), value]],
  );
  const { status = '200', ...rest } = Object.fromEntries(headers) as Record<string, string>;
  response.writeHead(Number.parseInt(status, 10), rest);
}

/** Lets git answer a request, and ends it where the client goes away. What is pushed by then goes on by itself. */
export async function serveGit(
  settings: GitBackendSettings,
  request: GitRequest,
  response: ServerResponse,
  receiver: Receiver,
): Promise<void> {
  const left = new AbortController();
  const child = spawn('git', ['http-backend'], {
    env: environmentOf(settings, request),
    stdio: ['pipe', 'pipe', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const leave = () => {
    left.abort();
    child.kill('SIGTERM');
  };
  response.once('close', leave);
  // It may have left before this began, which no event tells any more.
  if (response.destroyed) leave();
  child.stdin?.on('error', () => undefined);
  if (request.body === null) child.stdin?.end();
  else if (child.stdin !== null) request.body.pipe(child.stdin);
  const hooks = hearHooks(child, receiver, left.signal);
  await Promise.all([sendAnswer(child.stdout as Readable, response, left.signal), hooks]);
}
