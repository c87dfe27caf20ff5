import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { applicationPort } from './container-agent.ts';

/** Passes HTTP requests and WebSockets on to an application. */
export interface ApplicationProxy {
  request(agent: Agent, request: IncomingMessage, response: ServerResponse): void;
  upgrade(agent: Agent, request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** A page for people and programs alike: the reason in plain text. */
export function refuse(response: ServerResponse | Socket, status: number, reason: string): void {
  if (response instanceof Socket) {
    response.destroy();
    return;
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${reason}\n`);
}

/** Adds `X-Forwarded-*`, keeps the Host header, never buffers a body. */
export function createApplicationProxy(): ApplicationProxy {
  const proxy = createProxyServer({
    target: `http://127.0.0.1:${applicationPort}`,
    xfwd: true,
    proxyTimeout: 0,
  });
  const failed = (error: unknown, response: ServerResponse | Socket) => {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(response, 502, `502: the application does not answer (${reason})`);
  };
  proxy.on('error', (error, _request, response) => {
    if (response !== undefined) failed(error, response as ServerResponse | Socket);
  });
  return {
    request(agent, request, response) {
      proxy.web(request, response, { agent }).catch((error: unknown) => failed(error, response));
    },
    upgrade(agent, request, socket, head) {
      proxy.ws(request, socket, { agent }, head).catch((error: unknown) => failed(error, socket));
    },
  };
}
