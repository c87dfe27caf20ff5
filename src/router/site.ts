import { withoutSlashAtEnd } from './slashes.ts';

/** Under which names an environment is reached, and through which ports of this server. */
export interface Site {
  /** What `{default}` stands for, without port. */
  readonly defaultHost: string;
  /** What `{all}` stands for. */
  readonly allHosts: readonly string[];
  /** `main--report.localhost`: leads to what `{default}` does, whatever domains there are. */
  readonly ownHost: string;
  readonly httpPort: number;
  /** Null where the server speaks no TLS; routes with `https` are then answered over plain HTTP. */
  readonly httpsPort: number | null;
}

export type Scheme = 'http' | 'https';

/** One address that a route's URL template stands for. */
export interface Address {
  readonly scheme: Scheme;
  readonly host: string;
  /** `/`, or a path without a slash at its end. */
  readonly path: string;
}

const template = /^(https?):\/\/([^/?#]+)(\/[^?#]*)?/i;

/** `/blog/` is `/blog`; the root stays. */
export function trimmedPath(path: string): string {
  return withoutSlashAtEnd(path) || '/';
}

/**
 * A name that is written out is meant as it is where it is, or is below, a domain of the project; anywhere else it stands
 * below the environment's own, as in the original. So nobody can take a name that is another's, or the server's.
 */
function hostsOf(written: string, site: Site): readonly string[] {
  const host = written.toLowerCase();
  if (host.includes('{all}')) return site.allHosts.map((each) => host.replace('{all}', each));
  if (host.includes('{default}')) return [host.replace('{default}', site.defaultHost)];
  const ownsIt = site.allHosts.some((each) => host === each || host.endsWith(`.${each}`));
  return [ownsIt ? host : `${host}.${site.defaultHost}`];
}

function schemeOf(written: string, site: Site): Scheme {
  return written.toLowerCase() === 'https' && site.httpsPort !== null ? 'https' : 'http';
}

/** The addresses that a template such as `https://www.{default}/blog` stands for; none where it is no URL. */
export function addressesOf(url: string, site: Site): readonly Address[] {
  const [, scheme, host, path] = template.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [];
  return hostsOf(host, site).map((each) => ({
    scheme: schemeOf(scheme, site),
    host: each,
    path: trimmedPath(path ?? '/'),
  }));
}

/** `http://main--report.localhost:8787`, without the port where it is the scheme's own. */
export function originOf(scheme: Scheme, host: string, site: Site): string {
  const port = scheme === 'https' ? site.httpsPort : site.httpPort;
  const usual = scheme === 'https' ? 443 : 80;
  return port === null || port === usual ? `${scheme}://${host}` : `${scheme}://${host}:${port}`;
}

/** Where the environment is reached first of all: over TLS where there is TLS. */
export function siteUrl(site: Site): string {
  return `${originOf(site.httpsPort === null ? 'http' : 'https', site.defaultHost, site)}/`;
}

/** A redirect's target with what stands for the site's names filled in. `host` is the one that was asked for. */
export function targetUrl(to: string, site: Site, host: string): string {
  const [, scheme, written, rest] = /^(https?):\/\/([^/?#]+)(.*)$/is.exec(to) ?? [];
  if (scheme === undefined || written === undefined) return to;
  if (!/\{(default|all)\}/.test(written)) return to;
  const filled = written.toLowerCase().replace('{default}', site.defaultHost).replace('{all}', host);
  return `${originOf(schemeOf(scheme, site), filled, site)}${rest ?? ''}`;
}
