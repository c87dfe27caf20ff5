import type { RouteDefinition } from '../config/definition.ts';
import { redirectCodes } from '../config/redirect-codes.ts';
import { expiresSeconds } from './duration.ts';

/** A redirect of a path below a route, with its defaults filled in. */
export interface PathRedirect {
  readonly path: string;
  readonly to: string;
  readonly regexp: boolean;
  readonly prefix: boolean;
  readonly appendSuffix: boolean;
  readonly code: number;
  /** Seconds that clients may keep it; null where nothing is said. */
  readonly expiresSeconds: number | null;
  /** As it is written. */
  readonly expires: string;
}

type Settings = Readonly<Record<string, unknown>>;

export function mapOf(value: unknown): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** As the original: 302, with everything below the path, and what is below added to the target. */
export function pathRedirects({ settings }: RouteDefinition): readonly PathRedirect[] {
  const redirects = mapOf(settings.redirects);
  const common = redirects.expires ?? null;
  return Object.entries(mapOf(redirects.paths)).map(([path, value]) => {
    const written = mapOf(value);
    const regexp = written.regexp === true;
    const prefix = !regexp && written.prefix !== false;
    const expires = written.expires ?? common;
    return {
      path,
      to: String(written.to ?? ''),
      regexp,
      prefix,
      appendSuffix: prefix && written.append_suffix !== false,
      code: redirectCodes.find((code) => code === written.code) ?? 302,
      expiresSeconds: expiresSeconds(expires),
      expires: expires === null ? '-1' : String(expires),
    };
  });
}

export interface TransportSecurity {
  readonly enabled: boolean | null;
  readonly includeSubdomains: boolean | null;
  readonly preload: boolean | null;
}

const flag = (value: unknown) => (typeof value === 'boolean' ? value : null);

export function transportSecurity({ settings }: RouteDefinition): TransportSecurity {
  const written = mapOf(mapOf(settings.tls).strict_transport_security);
  return {
    enabled: flag(written.enabled),
    includeSubdomains: flag(written.include_subdomains),
    preload: flag(written.preload),
  };
}

/** One year, as the original sends. */
const transportSecuritySeconds = 31_536_000;

/** The header's value, or null where the route asks for none. */
export function transportSecurityHeader(route: RouteDefinition): string | null {
  const { enabled, includeSubdomains, preload } = transportSecurity(route);
  if (enabled !== true) return null;
  const subdomains = includeSubdomains === true || preload === true ? '; includeSubDomains' : '';
  return `max-age=${transportSecuritySeconds}${subdomains}${preload === true ? '; preload' : ''}`;
}

/** `TLSv1.3`: versions before it are refused; null where the route asks for none. */
export function minimumTlsVersion({ settings }: RouteDefinition): string | null {
  const { min_version: version } = mapOf(settings.tls);
  return typeof version === 'string' ? version : null;
}
