import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createSecureServer,
  type Server as SecureServer,
  type ServerOptions,
} from 'node:https';
import type { Socket } from 'node:net';
import { ErrandError } from '../errors/errand-error.ts';
import { type FailureLog, guardRequest, guardUpgrade } from '../router/guard.ts';
import type { Router } from '../router/router.ts';

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Handlers {
  readonly api: RequestListener;
  readonly router: Router;
  readonly log: FailureLog;
  /** Whether somebody else has answered already. */
  readonly answered?: (...call: Parameters<RequestListener>) => boolean;
}

async function listen(server: Server | SecureServer, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const inUse = cause.code === 'EADDRINUSE';
    const message = inUse
      ? `another program listens on ${host} port ${port}; choose another (--port or ERRAND_PORT; tls.port in errand.yaml)`
      : `cannot listen on ${host} port ${port}: ${cause.message}`;
    reject(new ErrandError(inUse ? 'port_in_use' : 'usage', message, { cause }));
  });
  server.listen(port, host, resolve);
  await promise;
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** One port for both, with TLS where `secure` is given: host names of applications go to the router, everything else to the API. Errors: `port_in_use`. */
export async function openHttpServer(
  host: string,
  port: number,
  handlers: Handlers,
  secure: ServerOptions | null = null,
): Promise<HttpServer> {
  const { api, router, log, answered } = handlers;
  const answer: RequestListener = (request, response) => {
    if (answered?.(request, response) === true) return;
    if (router.owns(request)) router.request(request, response);
    else api(request, response);
  };
  const listener: RequestListener = (request, response) =>
    guardRequest(log, request, response, () => void answer(request, response));
  const server = secure === null ? createServer(listener) : createSecureServer(secure, listener);
  // Uploads and log streams take as long as they take; slow headers do not.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  server.on('upgrade', (request, duplex, head) => {
    const socket = duplex as Socket;
    guardUpgrade(log, request, socket, () => {
      if (router.owns(request)) router.upgrade(request, socket, head);
      else socket.destroy();
    });
  });
  const actualPort = await listen(server, host, port);
  return {
    port: actualPort,
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}
