import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type OAuthAnswer, refused } from '../oauth-answer.ts';
import type { SigningKey } from '../signing-key.ts';
import { answerRequest, type Identity } from './answer-request.ts';
import { closeHandedOver, connectionLimits, startHandedOver } from './handed-over.ts';
import { CallBucket, containerPace, type Pace } from './pace.ts';
import { sendAnswer, sendLastAnswer } from './send-answer.ts';

export interface BrokerSettings {
  readonly key: SigningKey;
  readonly log: { warn(message: string): void };
  /** How long a client may take over one request. 10 seconds unless told. */
  readonly requestTimeoutMs?: number;
  /** Of each container. */
  readonly pace?: Pace;
}

/** The token broker of all containers (T17): what a container finds at `http://localhost:8200`. */
export interface Broker {
  /** Serves a connection that was accepted inside a container. `identity` is asked anew for every token. */
  accept(socket: Socket, identity: Identity): void;
  /** Ends every connection. */
  close(): void;
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const noProxy = refused(405, 'method_not_allowed', 'The broker is no proxy.', { allow: 'GET, HEAD, POST' });
const nobody: Identity = () => null;
const failed = refused(500, 'server_error', 'The broker could not issue a token; the server log says why.');

function refusalOf(error: NodeJS.ErrnoException): OAuthAnswer {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return refused(408, 'request_timeout', 'The request came too slowly.');
  if (error.code === 'HPE_HEADER_OVERFLOW')
    return refused(431, 'invalid_request', 'The headers are too large.');
  return refused(400, 'invalid_request', 'This is not an HTTP/1.1 request.');
}

/** How long a call beyond the pace waits for its refusal, so that refusing thousands a second costs next to nothing. */
const refusalDelayMs = 250;

/** Holds the connection back, then answers, and ends it: what else it sent is not read. */
async function refuseCalls(request: IncomingMessage, response: ServerResponse, pace: Pace): Promise<void> {
  request.socket.pause();
  await delay(refusalDelayMs, undefined, { ref: false });
  const reason = `This container asked for more than ${pace.perSecond} tokens a second; keep a token for as long as expires_in says.`;
  sendAnswer(response, refused(429, 'slow_down', reason, { 'retry-after': '1', connection: 'close' }));
}

/** Where Node.js would answer a refusal of its own, without a body, this answers with one. */
function newServer(timeoutMs: number, serve: Serve): Server {
  const limits = { ...connectionLimits, requestTimeout: timeoutMs, headersTimeout: timeoutMs };
  // Nothing here depends on the header Host, so its absence is no reason to refuse.
  const server = createServer({ ...limits, requireHostHeader: false }, serve);
  server.on('checkExpectation', serve);
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => sendLastAnswer(socket, noProxy));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else sendLastAnswer(socket, refusalOf(error));
  });
  return server;
}

/** One broker for all containers; it listens nowhere itself. */
export function createBroker(settings: BrokerSettings): Broker {
  const identities = new WeakMap<Socket, Identity>();
  const pace = settings.pace ?? containerPace;
  const buckets = new WeakMap<Identity, CallBucket>();
  let closed = false;
  const isTooMany = (identity: Identity) => {
    const now = performance.now();
    const bucket = buckets.get(identity) ?? new CallBucket(pace, now);
    buckets.set(identity, bucket);
    return bucket.take(now) > 0;
  };
  const server = newServer(settings.requestTimeoutMs ?? 10_000, async (request, response) => {
    try {
      const identity = identities.get(request.socket) ?? nobody;
      if (isTooMany(identity)) return await refuseCalls(request, response, pace);
      sendAnswer(response, await answerRequest(request, identity, settings.key));
    } catch (error) {
      if (request.socket.destroyed) return;
      settings.log.warn(
        `The broker could not issue a token: ${error instanceof Error ? error.message : error}`,
      );
      sendAnswer(response, failed);
    }
  });
  startHandedOver(server);

  return {
    accept(socket, identity) {
      if (closed) return void socket.destroy();
      identities.set(socket, identity);
      server.emit('connection', socket);
    },
    close() {
      closed = true;
      closeHandedOver(server);
    },
  };
}
