import type { RouteDefinition } from '../../src/config/definition.ts';
import type { Site } from '../../src/router/site.ts';

export function site(changes: Partial<Site> = {}): Site {
  const ownHost = 'main--shop.localhost';
  return { defaultHost: ownHost, allHosts: [ownHost], ownHost, httpPort: 8787, httpsPort: null, ...changes };
}

/** A site with domains and the usual ports. */
export const live = site({
  defaultHost: 'example.com',
  allHosts: ['example.com', 'example.org'],
  httpPort: 80,
  httpsPort: 443,
});

export function upstream(application: string, settings: Record<string, unknown> = {}): RouteDefinition {
  return { type: 'upstream', application, endpoint: 'http', settings };
}

export function redirect(to: string, settings: Record<string, unknown> = {}): RouteDefinition {
  return { type: 'redirect', to, settings };
}
