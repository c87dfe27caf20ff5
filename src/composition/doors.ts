import type { RequestListener } from 'node:http';
import type { InsideServices } from '../deploy/seat.ts';
import { createBroker } from '../identity/broker/broker.ts';
import { createHostedApi } from '../identity/broker/hosted-api.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { Router } from '../router/router.ts';
import { openHttpServer } from './http-server.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

/** The ways in: the port outside, broker and API inside containers. */
export interface Doors {
  readonly port: number;
  /** `http://127.0.0.1:8787`. */
  readonly apiUrl: string;
  readonly inside: InsideServices;
  /** Lets requests to the API in; until then they are answered with 503. */
  openApi(handler: RequestListener): void;
}

/** Opens the doors; `stack` closes them. Error: `port_in_use`. */
export async function openDoors(
  settings: Settings,
  { key, authority }: State,
  router: Router,
  log: EventLog & { warn(message: string): void },
  stack: AsyncDisposableStack,
): Promise<Doors> {
  let handler: RequestListener = (_request, response) => response.writeHead(503).end();
  const api: RequestListener = (request, response) => handler(request, response);
  const broker = createBroker({ key, log });
  stack.defer(() => broker.close());
  const hostedApi = createHostedApi(authority, api);
  stack.defer(() => hostedApi.close());
  const http = await openHttpServer(settings.host, settings.port, { router, api });
  stack.defer(() => http.close());
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return {
    port: http.port,
    apiUrl: `http://${host}:${http.port}`,
    inside: {
      broker: (socket, identity) => broker.accept(socket, identity),
      hostedApi: (socket) => hostedApi.accept(socket),
    },
    openApi(opened) {
      handler = opened;
    },
  };
}
