import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RouteDefinition } from '../config/definition.ts';
import { createApplicationProxy, refuse } from './application-proxy.ts';
import { type HostTarget, parseHost } from './host-name.ts';
import { matchRoute } from './routes.ts';

/** What the router must know of an environment that runs. */
export interface RoutedEnvironment {
  readonly routes: Readonly<Record<string, RouteDefinition>>;
  /** The way to an application, or null while it is not up. */
  agentOf(application: string): Agent | null;
}

export interface Router {
  /** Whether a request is for an application, not for the API. */
  owns(request: IncomingMessage): boolean;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

type Way = { readonly agent: Agent } | { readonly status: number; readonly reason: string };

function wayTo(find: (target: HostTarget) => RoutedEnvironment | null, request: IncomingMessage): Way {
  const target = parseHost(request.headers.host);
  const environment = target === null ? null : find(target);
  if (environment === null)
    return { status: 404, reason: `404: no environment runs at ${request.headers.host}` };
  const match = matchRoute(environment.routes, request.url ?? '/');
  if (match === null)
    return { status: 404, reason: `404: no route of this environment leads to ${request.url}` };
  const agent = environment.agentOf(match.application);
  if (agent === null) return { status: 503, reason: `503: the application ${match.application} is not up` };
  return { agent };
}

/** From host names to applications. */
export function createRouter(find: (target: HostTarget) => RoutedEnvironment | null): Router {
  const proxy = createApplicationProxy();
  return {
    owns: (request) => parseHost(request.headers.host) !== null,
    request(request, response) {
      const way = wayTo(find, request);
      if ('agent' in way) proxy.request(way.agent, request, response);
      else refuse(response, way.status, way.reason);
    },
    upgrade(request, socket, head) {
      const way = wayTo(find, request);
      if ('agent' in way) proxy.upgrade(way.agent, request, socket, head);
      else refuse(socket, way.status, way.reason);
    },
  };
}
