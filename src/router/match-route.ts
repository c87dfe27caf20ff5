import { type Trial, trialOf } from './expression.ts';
import { type PathRedirect, pathRedirects } from './route-settings.ts';
import { type ResolvedRoute, redirectTarget } from './route-table.ts';
import { type Scheme, type Site, targetUrl, trimmedPath } from './site.ts';

/** What is asked for. */
export interface Asked {
  readonly scheme: Scheme;
  /** In lower case, without port. */
  readonly host: string;
  /** Path and query. */
  readonly url: string;
}

export type RouteMatch =
  | { readonly kind: 'upstream'; readonly route: ResolvedRoute; readonly application: string }
  | {
      readonly kind: 'redirect';
      readonly route: ResolvedRoute;
      readonly location: string;
      readonly status: number;
      readonly expiresSeconds: number | null;
    };

function isBelow(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/** A `*.` stands for any names before the rest. */
function hostMatches(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

/** A name that is written out wins over one with `*`, then the longer path wins. */
function isCloser(one: ResolvedRoute, other: ResolvedRoute | null): boolean {
  if (other === null) return true;
  const stars = Number(other.host.startsWith('*.')) - Number(one.host.startsWith('*.'));
  if (stars !== 0) return stars > 0;
  if (one.host.length !== other.host.length) return one.host.length > other.host.length;
  return one.path.length > other.path.length;
}

function closest(routes: readonly ResolvedRoute[], { scheme, host, url }: Asked): ResolvedRoute | null {
  const path = url.split('?')[0] ?? '/';
  let best: ResolvedRoute | null = null;
  for (const route of routes) {
    if (route.scheme !== scheme || !hostMatches(route.host, host) || !isBelow(path, route.path)) continue;
    if (isCloser(route, best)) best = route;
  }
  return best;
}

/** `$1` may stand in a target a thousand times. */
const longestTarget = 65_536;

const wholePath = (pattern: string) => `^(?:${pattern})$`;

/** Where a path redirect leads, or null where the path is not its own. */
function pathTarget(redirect: PathRedirect, path: string, trial: Trial): string | null {
  const { to, regexp, prefix, appendSuffix } = redirect;
  if (regexp) {
    const pattern = trial.against(wholePath(redirect.path));
    if (to.length + to.split('$').length * path.length > longestTarget) return null;
    return pattern?.test(path) === true ? path.replace(pattern, to) : null;
  }
  const from = trimmedPath(redirect.path);
  if (path === from || path === redirect.path) return to;
  if (!prefix || !isBelow(path, from)) return null;
  const suffix = from === '/' ? path : path.slice(from.length);
  return appendSuffix ? `${to.replace(/\/$/, '')}${suffix}` : to;
}

function pathRedirect(route: ResolvedRoute, url: string, site: Site): RouteMatch | null {
  const [path = '/', query] = url.split(/\?(.*)/s, 2);
  const trial = trialOf(path);
  for (const redirect of pathRedirects(route.definition)) {
    const target = pathTarget(redirect, path, trial);
    if (target === null) continue;
    const location = targetUrl(target, site, route.host);
    const asked = query === undefined || location.includes('?') ? '' : `?${query}`;
    const { code, expiresSeconds } = redirect;
    return { kind: 'redirect', route, location: `${location}${asked}`, status: code, expiresSeconds };
  }
  return null;
}

/** The environment's own name leads to what `{default}` does, and so do names below it. */
function knownHost(host: string, { ownHost, defaultHost }: Site): string {
  if (host !== ownHost && !host.endsWith(`.${ownHost}`)) return host;
  return `${host.slice(0, -ownHost.length)}${defaultHost}`;
}

/** What is to be done with a request: of all routes at its host and above its path, the closest. Throws a `Refusal`. */
export function matchRoute(routes: readonly ResolvedRoute[], site: Site, asked: Asked): RouteMatch | null {
  const host = knownHost(asked.host, site);
  const route = closest(routes, { ...asked, host });
  if (route === null) return null;
  const redirected = pathRedirect(route, asked.url, site);
  if (redirected !== null) return redirected;
  const { definition } = route;
  if (definition.type === 'upstream') return { kind: 'upstream', route, application: definition.application };
  const location = redirectTarget(route, definition.to, asked.url, site);
  return { kind: 'redirect', route, location, status: 301, expiresSeconds: null };
}
