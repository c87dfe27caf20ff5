import type { RequestListener } from 'node:http';
import type { InsideServices } from '../deploy/seat.ts';
import { createBroker } from '../identity/broker/broker.ts';
import { createHostedApi } from '../identity/broker/hosted-api.ts';
import { openWorkloads, type Workloads } from '../identity/workloads.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { Router } from '../router/router.ts';
import { type Handlers, type HttpServer, openHttpServer } from './http-server.ts';
import type { Settings } from './settings/settings.ts';
import type { State } from './state.ts';
import type { OpenTls } from './tls.ts';

/** The ways in: the port outside, broker and API inside containers. */
export interface Doors {
  readonly port: number;
  /** Null where there is no TLS. */
  readonly httpsPort: number | null;
  /** `http://127.0.0.1:8787`. */
  readonly apiUrl: string;
  readonly inside: InsideServices;
  readonly workloads: Workloads;
  /** Lets requests to the API in; until then they are answered with 503. */
  openApi(handler: RequestListener): void;
}

/** Opens the doors; `stack` closes them. Error: `port_in_use`. */
export async function openDoors(
  settings: Settings,
  { key, authority }: State,
  { router, tls }: { readonly router: Router; readonly tls: OpenTls | null },
  log: EventLog & { warn(message: string): void },
  stack: AsyncDisposableStack,
): Promise<Doors> {
  let handler: RequestListener = (_request, response) => response.writeHead(503).end();
  const api: RequestListener = (request, response) => handler(request, response);
  const workloads = openWorkloads();
  const broker = createBroker({ key, log });
  stack.defer(() => broker.close());
  const hostedApi = createHostedApi(authority, api);
  stack.defer(() => hostedApi.close());
  const { challenges = null } = tls ?? {};
  const answered: Handlers['answered'] = (request, response) =>
    challenges?.answer(request, response) === true;
  const http = await openHttpServer(settings.server.host, settings.server.port, {
    router,
    api,
    log,
    answered,
  });
  stack.defer(() => http.close());
  const https = await openSecure(settings, { router, api, log }, tls, stack);
  const host = bracketed(settings.server.host);
  return {
    port: http.port,
    httpsPort: https?.port ?? null,
    apiUrl: `http://${host}:${http.port}`,
    inside: {
      workloads,
      broker: (socket, identity) => broker.accept(socket, identity),
      hostedApi: (socket) => hostedApi.accept(socket),
    },
    workloads,
    openApi(opened) {
      handler = opened;
    },
  };
}

async function openSecure(
  { server, tls: { port } }: Settings,
  handlers: Handlers,
  tls: OpenTls | null,
  stack: AsyncDisposableStack,
): Promise<HttpServer | null> {
  if (tls === null || port === null) return null;
  const https = await openHttpServer(server.host, port, handlers, tls.secure);
  stack.defer(() => https.close());
  return https;
}

/** An address as a URL has it. */
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
