import type { RouteDefinition } from '../config/definition.ts';
import { type Address, addressesOf, originOf, type Site, targetUrl } from './site.ts';

/** A route at one of its addresses. */
export interface ResolvedRoute extends Address {
  /** `https://main--report.localhost:8443/blog`. */
  readonly url: string;
  /** The template in the configuration. */
  readonly originalUrl: string;
  readonly primary: boolean;
  readonly definition: RouteDefinition;
}

type Routes = Readonly<Record<string, RouteDefinition>>;

/** What the file calls primary, else the first route that leads to an application. */
function primaryTemplate(routes: Routes): string | undefined {
  const upstreams = Object.entries(routes).filter(([, { type }]) => type === 'upstream');
  const chosen = upstreams.find(([, { settings }]) => settings.primary === true) ?? upstreams[0];
  return chosen?.[0];
}

const keyOf = ({ scheme, host, path }: Address) => `${scheme}://${host}${path}`;
const isHttps = (template: string) => /^https:/i.test(template);

/** A redirect to where it comes from: `http` to `https` on a server without TLS. */
function leadsToItself({ definition, ...address }: ResolvedRoute, site: Site): boolean {
  if (definition.type !== 'redirect') return false;
  const target = addressesOf(definition.to, site);
  return target.some((each) => keyOf(each) === keyOf(address));
}

function resolved(address: Address, template: string, primary: boolean, route: RouteDefinition, site: Site) {
  const { scheme, host, path } = address;
  const url = `${originOf(scheme, host, site)}${path}`;
  return { ...address, url, originalUrl: template, primary, definition: route };
}

/** As the original adds them: `http` leads to `https`, and what is only there for `http` is there for `https` too. */
function counterpart(route: ResolvedRoute, site: Site): ResolvedRoute {
  const { host, path, scheme, originalUrl, definition } = route;
  if (scheme === 'http') {
    return resolved(
      { host, path, scheme: 'https' },
      originalUrl.replace(/^http:/i, 'https:'),
      false,
      definition,
      site,
    );
  }
  const template = originalUrl.replace(/^https:/i, 'http:');
  const redirect: RouteDefinition = { type: 'redirect', to: route.url, settings: {} };
  return resolved({ host, path, scheme: 'http' }, template, false, redirect, site);
}

/**
 * Every address that an environment's routes answer at. Where two routes have the same, the one written with `https` wins:
 * without TLS both are the same.
 */
export function resolveRoutes(routes: Routes, site: Site): readonly ResolvedRoute[] {
  const primary = primaryTemplate(routes);
  const table = new Map<string, ResolvedRoute>();
  const add = (route: ResolvedRoute) => {
    if (!table.has(keyOf(route)) && !leadsToItself(route, site)) table.set(keyOf(route), route);
  };
  const written = Object.entries(routes).toSorted(([a], [b]) => Number(isHttps(b)) - Number(isHttps(a)));
  for (const [template, definition] of written) {
    for (const address of addressesOf(template, site))
      add(resolved(address, template, template === primary, definition, site));
  }
  if (site.httpsPort !== null) for (const route of [...table.values()]) add(counterpart(route, site));
  return [...table.values()];
}

/** Where a whole route redirects to: the rest of the path and the query go along. */
export function redirectTarget(route: ResolvedRoute, to: string, url: string, site: Site): string {
  const target = targetUrl(to, site, route.host);
  const rest = route.path === '/' ? url : url.slice(route.path.length);
  return `${target.replace(/\/$/, '')}${rest.startsWith('/') ? '' : '/'}${rest}`;
}
