import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { WebDefinition } from '../config/definition.ts';
import type { ApplicationProxy } from './application-proxy.ts';
import type { Script } from './fastcgi/parameters.ts';
import type { ScriptRunner } from './fastcgi/script-runner.ts';
import { endFailed, type FailureLog } from './guard.ts';
import { answerFromFiles, type FileResult } from './locations/answer-from-files.ts';
import { findScript, passthruScript } from './locations/find-script.ts';
import { limitedBody } from './locations/limited-body.ts';
import { type Handling, handlingOf, type RequestBuffering } from './locations/location.ts';
import { type BodyRefusal, type BodyTaker, isTooLarge } from './locations/request-buffer.ts';
import { requestPath } from './locations/request-path.ts';
import { refuse, refuseUnread } from './refuse.ts';

/** What stands before an application as the original's nginx does: files by `web.locations`, all else to the application. */
export interface ApplicationFront {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

export interface FrontParts {
  readonly web: WebDefinition;
  readonly agent: Agent;
  readonly proxy: ApplicationProxy;
  readonly log: FailureLog;
  readonly bodies: BodyTaker;
  /** Where the application speaks FastCGI; null where it speaks HTTP. */
  readonly scripts: ScriptRunner | null;
  /** The application's folder as its container sees it, open; null while there is none. */
  folder(): number | null;
}

export function createFront(parts: FrontParts): ApplicationFront {
  return {
    request(request, response) {
      const path = requestPath(request.url ?? '/');
      if (path === null) refuse(response, 400, '400: the path of this request is none');
      else answer(parts, request, response, path);
    },
    upgrade(request, socket, head) {
      if (parts.scripts === null) parts.proxy.upgrade(parts.agent, request, socket, head);
      else refuse(socket, 501, '501: scripts take no connections that stay open');
    },
  };
}

function answer(parts: FrontParts, request: IncomingMessage, response: ServerResponse, path: string): void {
  const handling = handlingOf(parts.web, path);
  if (handling === null) {
    refuse(response, 404, `404: no location of the application answers ${path}`);
    return;
  }
  const { scripts } = parts;
  const direct =
    scripts !== null && handling.allow && handling.scripts ? findScript(parts, handling, path) : null;
  const result = direct === null ? answerFromFiles(parts, handling, request, response, path) : 'script';
  if (result === 'answered') return;
  const passOn = taker(parts, handling, path, direct);
  if (passOn !== null) passOnBody(parts, handling.buffering, request, response, passOn);
  else refuseFile(response, path, result);
}

function refuseFile(response: ServerResponse, path: string, result: FileResult): void {
  if (result === 'script')
    refuse(response, 403, `403: ${path} is a script: it is not run here, and its source is never shown`);
  else if (result === 'not_allowed') refuse(response, 403, `403: ${path} is not to be read`);
  else refuse(response, 404, `404: there is no ${path}`);
}

type PassOn = (request: IncomingMessage, response: ServerResponse, body?: Readable) => void;

/** Who takes what no file answers: the script itself, the location's own, or the application; null where nobody does. */
function taker(
  { scripts, proxy, agent, web }: FrontParts,
  handling: Handling,
  path: string,
  direct: Script | null,
): PassOn | null {
  if (scripts === null) {
    if (handling.passthru === false || web.start === null) return null;
    return (request, response, body) => proxy.request(agent, request, response, body);
  }
  const script = direct ?? passthruScript(handling, path);
  return script === null ? null : (request, response, body) => scripts.run(script, request, response, body);
}

/** Scripts must know how long a body is, so one of unknown length is taken in whole for them. */
function passOnBody(
  { scripts, log, bodies }: FrontParts,
  buffering: RequestBuffering,
  request: IncomingMessage,
  response: ServerResponse,
  passOn: PassOn,
): void {
  const ofUnknownLength = request.headers['transfer-encoding'] !== undefined;
  if (isTooLarge(request, buffering)) refuseBody('too_large', buffering, request, response);
  else if (!ofUnknownLength) passOn(request, response);
  else if (!buffering.enabled && scripts === null) passOnLimited(buffering, request, response, passOn);
  else {
    passOnWhole(bodies, buffering, request, response, passOn).catch((error: unknown) => {
      // A visitor who goes away in the middle is no fault of the server's.
      if (request.destroyed) response.destroy();
      else endFailed(log, error, request, response);
    });
  }
}

function refuseBody(
  refusal: BodyRefusal,
  { maxBytes }: RequestBuffering,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refuseWith = (status: number, reason: string) =>
    refuseUnread(request, response, status, `${status}: ${reason}`);
  if (refusal === 'too_large')
    refuseWith(413, `the body is larger than ${maxBytes} bytes (request_buffering.max_request_size)`);
  else if (refusal === 'too_slow') refuseWith(408, 'the rest of the body did not come');
  else refuseWith(503, 'this server holds too many bodies at the moment; send it with its length, or later');
}

function passOnLimited(
  buffering: RequestBuffering,
  request: IncomingMessage,
  response: ServerResponse,
  passOn: PassOn,
): void {
  const body = limitedBody(request, buffering.maxBytes);
  body.once('error', () => refuseBody('too_large', buffering, request, response));
  passOn(request, response, body);
}

async function passOnWhole(
  bodies: BodyTaker,
  buffering: RequestBuffering,
  request: IncomingMessage,
  response: ServerResponse,
  passOn: PassOn,
): Promise<void> {
  const body = await bodies.take(request, buffering);
  if (typeof body === 'string') {
    refuseBody(body, buffering, request, response);
    return;
  }
  // Whoever reads it may stop in the middle; its file goes with the answer.
  response.once('close', () => body.stream.destroy());
  body.stream.on('error', () => response.destroy());
  if (response.closed) body.stream.destroy();
  const { 'transfer-encoding': _, ...headers } = request.headers;
  request.headers = { ...headers, 'content-length': String(body.bytes) };
  passOn(request, response, body.stream);
}
