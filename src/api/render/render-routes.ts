import type { RouteDefinition } from '../../config/definition.ts';

type Routes = Readonly<Record<string, RouteDefinition>>;

/** A deployment's routes by the address that really leads here, which takes the place of `https://{default}/`. */
export function renderRoutes(routes: Routes, applicationUrl: string) {
  const primary = primaryTemplate(routes);
  const entries = Object.entries(routes).map(([template, definition]) => {
    const url = new URL(pathOf(template), applicationUrl).href;
    return [url, renderRoute(definition, template === primary)] as const;
  });
  return Object.fromEntries(entries);
}

function renderRoute(route: RouteDefinition, isPrimary: boolean) {
  const { id } = route.settings;
  const shared = { id: typeof id === 'string' ? id : null, primary: isPrimary, attributes: {}, tls };
  return route.type === 'upstream'
    ? { ...shared, type: 'upstream', upstream: `${route.application}:${route.endpoint}` }
    : { ...shared, type: 'redirect', to: route.to };
}

/** What the file calls primary, else the first route that leads to an application. */
function primaryTemplate(routes: Routes): string | undefined {
  const upstreams = Object.entries(routes).filter(([, { type }]) => type === 'upstream');
  const chosen = upstreams.find(([, { settings }]) => settings.primary === true) ?? upstreams[0];
  return chosen?.[0];
}

function pathOf(template: string): string {
  return /^https?:\/\/[^/]+(\/.*)?$/.exec(template)?.[1] ?? '/';
}

/** TLS is for what stands before this server. */
const tls = {
  strict_transport_security: { enabled: null, include_subdomains: null, preload: null },
  min_version: null,
  client_authentication: null,
  client_certificate_authorities: [],
} as const;
