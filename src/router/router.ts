import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ApplicationFront } from './application-front.ts';
import { askedHost, forwardedHeaders, type Visitor, visitorOf } from './forwarded.ts';
import { hostOf, isEnvironmentHost } from './host-name.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import { refuse } from './refuse.ts';
import { minimumTlsVersion, transportSecurityHeader } from './route-settings.ts';
import type { ResolvedRoute } from './route-table.ts';
import type { Site } from './site.ts';

/** What the router must know of an environment that runs. */
export interface RoutedEnvironment {
  /** As it is now: domains come and go. */
  readonly site: Site;
  readonly routes: readonly ResolvedRoute[];
  /** The way to an application, or null while it is not up. */
  frontOf(application: string): ApplicationFront | null;
}

export interface Router {
  /** Whether a request is for an application, not for the API. */
  owns(request: IncomingMessage): boolean;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

export interface RouterParts {
  /** The server's own domain, `localhost`: below it every environment has a name. */
  readonly domain: string;
  /** Proxies whose `X-Forwarded-*` headers count. */
  readonly trusted: BlockList;
  find(host: string): RoutedEnvironment | null;
}

type Way =
  | { readonly kind: 'front'; readonly front: ApplicationFront; readonly route: ResolvedRoute }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | Extract<RouteMatch, { kind: 'redirect' }>;

function wayTo(parts: RouterParts, visitor: Visitor, url: string): Way {
  const host = askedHost(visitor);
  const environment = parts.find(host);
  if (environment === null)
    return { kind: 'refused', status: 404, reason: `404: no environment runs at ${visitor.host}` };
  const match = matchRoute(environment.routes, environment.site, { scheme: visitor.scheme, host, url });
  if (match === null)
    return { kind: 'refused', status: 404, reason: `404: no route of this environment leads to ${url}` };
  if (match.kind === 'redirect') return match;
  const front = environment.frontOf(match.application);
  if (front === null)
    return { kind: 'refused', status: 503, reason: `503: the application ${match.application} is not up` };
  return { kind: 'front', front, route: match.route };
}

function redirect(response: ServerResponse, match: Extract<Way, { kind: 'redirect' }>): void {
  const { location, status, expiresSeconds } = match;
  if (expiresSeconds !== null) {
    response.setHeader('cache-control', `max-age=${expiresSeconds}`);
    response.setHeader('expires', new Date(Date.now() + expiresSeconds * 1000).toUTCString());
  }
  // What a path has must not end the header: a URL has no control characters.
  response.writeHead(status, { location: encodeURI(decodedOnce(location).toWellFormed()) }).end();
}

/** `encodeURI` would encode the percent signs of what is encoded already. */
function decodedOnce(location: string): string {
  try {
    return decodeURI(location);
  } catch {
    return location;
  }
}

/**
 * Why a connection is too old for a route, else null. A handshake knows names and no routes, so this is said in HTTP. The
 * versions' names follow one another as words.
 */
function tooOld({ socket }: IncomingMessage, { definition }: ResolvedRoute): string | null {
  const least = minimumTlsVersion(definition);
  const used = (socket as Partial<TLSSocket>).getProtocol?.() ?? null;
  return least === null || used === null || used >= least
    ? null
    : `426: this address takes ${least} and newer`;
}

/** From host names to applications. */
export function createRouter(parts: RouterParts): Router {
  const prepare = (request: IncomingMessage) => {
    const visitor = visitorOf(request, parts.trusted);
    const found = wayTo(parts, visitor, request.url ?? '/');
    const reason = found.kind === 'front' ? tooOld(request, found.route) : null;
    const way: Way = reason === null ? found : { kind: 'refused', status: 426, reason };
    const original = way.kind === 'front' ? way.route.originalUrl : null;
    request.headers = forwardedHeaders(request.headers, visitor, original);
    return { way, visitor };
  };
  return {
    owns(request) {
      const host = hostOf(request.headers.host);
      return parts.find(host) !== null || isEnvironmentHost(host, parts.domain);
    },
    request(request, response) {
      const { way, visitor } = prepare(request);
      if (way.kind === 'refused') refuse(response, way.status, way.reason);
      else if (way.kind === 'redirect') redirect(response, way);
      else {
        const security = visitor.scheme === 'https' ? transportSecurityHeader(way.route.definition) : null;
        if (security !== null) response.setHeader('strict-transport-security', security);
        way.front.request(request, response);
      }
    },
    upgrade(request, socket, head) {
      const { way } = prepare(request);
      if (way.kind === 'front') way.front.upgrade(request, socket, head);
      else if (way.kind === 'refused') refuse(socket, way.status, way.reason);
      else refuse(socket, way.status, `moved to ${way.location}`);
    },
  };
}
