import type { RouteDefinition } from '../config/definition.ts';
import { mapOf, pathRedirects, transportSecurity } from './route-settings.ts';
import { type ResolvedRoute, resolveRoutes } from './route-table.ts';
import { type Site, targetUrl } from './site.ts';

type Document = Readonly<Record<string, unknown>>;

function tlsDocument(route: RouteDefinition): Document {
  const { enabled, includeSubdomains, preload } = transportSecurity(route);
  const tls = mapOf(route.settings.tls);
  return {
    strict_transport_security: { enabled, include_subdomains: includeSubdomains, preload },
    min_version: tls.min_version ?? null,
    client_authentication: tls.client_authentication ?? null,
    client_certificate_authorities: tls.client_certificate_authorities ?? [],
  };
}

function redirectsDocument(route: RouteDefinition): Document {
  const paths = pathRedirects(route).map(({ path, to, regexp, prefix, appendSuffix, code, expires }) => [
    path,
    { regexp, to, prefix, append_suffix: appendSuffix, code, expires },
  ]);
  const common = mapOf(route.settings.redirects).expires ?? '-1';
  return { expires: String(common), paths: Object.fromEntries(paths) };
}

function cacheDocument({ settings }: RouteDefinition): Document {
  const cache = mapOf(settings.cache);
  return {
    enabled: cache.enabled ?? true,
    default_ttl: cache.default_ttl ?? 0,
    cookies: cache.cookies ?? ['*'],
    headers: cache.headers ?? ['Accept', 'Accept-Language'],
  };
}

function routeDocument(resolved: ResolvedRoute, site: Site): Document {
  const { definition, primary, originalUrl } = resolved;
  const { id, attributes, ssi } = definition.settings;
  const shared = {
    primary,
    id: id ?? null,
    production_url: null,
    attributes: mapOf(attributes),
    type: definition.type,
    tls: tlsDocument(definition),
    original_url: originalUrl,
  };
  if (definition.type === 'redirect') return { ...shared, to: targetUrl(definition.to, site, resolved.host) };
  return {
    ...shared,
    upstream: `${definition.application}:${definition.endpoint}`,
    redirects: redirectsDocument(definition),
    cache: cacheDocument(definition),
    ssi: { enabled: mapOf(ssi).enabled === true },
    sticky: { enabled: false },
  };
}

/** The routes as PLATFORM_ROUTES and the API have them: by the address that really leads here. */
export function routesDocument(
  routes: Readonly<Record<string, RouteDefinition>>,
  site: Site,
): Readonly<Record<string, Document>> {
  return Object.fromEntries(
    resolveRoutes(routes, site).map((resolved) => [resolved.url, routeDocument(resolved, site)]),
  );
}
