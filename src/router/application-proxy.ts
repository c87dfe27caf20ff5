import { type Agent, type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { applicationPort } from './container-agent.ts';
import { refuse, takeBack } from './refuse.ts';

/** Passes HTTP requests and WebSockets on to an application, as they are: headers and body, the Host header too. */
export interface ApplicationProxy {
  /** `body` takes the place of the request's own, which somebody else reads. */
  request(agent: Agent, request: IncomingMessage, response: ServerResponse, body?: Readable): void;
  upgrade(agent: Agent, request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** Those of one connection, which is not the visitor's; what a `Trailer` announces is not passed on. */
const ofTheConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
]);

/**
 * Begins the answer with the head that the application sent. Node.js reads heads that it does not write (`HTTP/1.1 000`, a
 * control character in the reason), and would throw only at the first of the body, where nobody catches it: throws here.
 */
function passHead(
  { statusCode = 0, statusMessage, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  // 101 belongs to a connection that asked for it, the others below 200 to an answer that follows.
  if (statusCode < 200) throw new Error(`its answer has the status ${statusCode}`);
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !ofTheConnection.has(name)) response.setHeader(name, value);
  response.writeHead(statusCode, statusMessage);
}

/** Never buffers a body. */
export function createApplicationProxy(): ApplicationProxy {
  const proxy = createProxyServer({ target: `http://127.0.0.1:${applicationPort}`, proxyTimeout: 0 });
  const failed = (error: unknown, response: ServerResponse | Socket) => {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(response, 502, `502: the application does not answer (${reason})`);
  };
  // httpxy leaves a head alone that was sent, and an answer that has ended.
  proxy.on('proxyRes', (answer, _request, response) => {
    try {
      passHead(answer, response);
    } catch (error) {
      takeBack(response);
      failed(error, response);
      answer.destroy();
    }
  });
  // A body that breaks off is not a body that ends.
  proxy.on('proxyReq', (outgoing, _request, _response, { buffer }) => {
    buffer?.once('error', () => outgoing.destroy());
  });
  proxy.on('error', (error, _request, response) => {
    if (response instanceof ServerResponse && response.writableEnded) return;
    if (response !== undefined) failed(error, response as ServerResponse | Socket);
  });
  return {
    request(agent, request, response, body) {
      const options = body === undefined ? { agent } : { agent, buffer: body };
      proxy.web(request, response, options).catch((error: unknown) => failed(error, response));
    },
    upgrade(agent, request, socket, head) {
      proxy.ws(request, socket, { agent }, head).catch((error: unknown) => failed(error, socket));
    },
  };
}
