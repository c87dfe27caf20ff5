import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { applicationPort } from './container-agent.ts';
import { refuse } from './refuse.ts';

/** Passes HTTP requests and WebSockets on to an application, as they are: headers and body, the Host header too. */
export interface ApplicationProxy {
  /** `body` takes the place of the request's own where that was read already. */
  request(agent: Agent, request: IncomingMessage, response: ServerResponse, body?: Readable): void;
  upgrade(agent: Agent, request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** Never buffers a body. */
export function createApplicationProxy(): ApplicationProxy {
  const proxy = createProxyServer({ target: `http://127.0.0.1:${applicationPort}`, proxyTimeout: 0 });
  const failed = (error: unknown, response: ServerResponse | Socket) => {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(response, 502, `502: the application does not answer (${reason})`);
  };
  proxy.on('error', (error, _request, response) => {
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
