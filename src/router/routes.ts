import type { RouteDefinition } from '../config/definition.ts';

export interface RouteMatch {
  readonly application: string;
}

/** Path part of a route's URL template: `https://{default}/blog` is `/blog`. */
function pathOf(template: string): string {
  const path = /^https?:\/\/[^/]+(\/.*)?$/.exec(template)?.[1] ?? '/';
  return path === '/' ? '/' : path.replace(/\/+$/, '');
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/** The application that a path of the environment's address goes to: of all routes above it, the longest. */
export function matchRoute(
  routes: Readonly<Record<string, RouteDefinition>>,
  url: string,
): RouteMatch | null {
  const path = url.split('?')[0] ?? '/';
  let best: { readonly prefix: string; readonly application: string } | null = null;
  for (const [template, route] of Object.entries(routes)) {
    const prefix = pathOf(template);
    if (route.type !== 'upstream' || !isBelow(path, prefix)) continue;
    if (best === null || prefix.length > best.prefix.length)
      best = { prefix, application: route.application };
  }
  return best === null ? null : { application: best.application };
}

/** The routes as PLATFORM_ROUTES shows them: URL → route, with the address that really leads here. */
export function routesDocument(
  routes: Readonly<Record<string, RouteDefinition>>,
  applicationUrl: string,
): Readonly<Record<string, unknown>> {
  const base = applicationUrl.replace(/\/$/, '');
  const entries = Object.entries(routes).map(([template, route]) => {
    const url = `${base}${pathOf(template) === '/' ? '/' : pathOf(template)}`;
    const common = {
      original_url: template,
      primary: pathOf(template) === '/',
      id: null,
      attributes: {},
      type: route.type,
    };
    const rest =
      route.type === 'upstream' ? { upstream: `${route.application}:${route.endpoint}` } : { to: route.to };
    return [url, { ...common, ...rest }] as const;
  });
  return Object.fromEntries(entries);
}
