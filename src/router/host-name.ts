import { createHash } from 'node:crypto';

/** A branch's name made fit for a host name; two branches may look the same in it. */
export function hostSlug(environment: string): string {
  return environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** Seven letters and digits that tell two names apart. */
export function nameHash(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return BigInt(`0x${hash.slice(0, 16)}`)
    .toString(36)
    .slice(0, 7);
}

/** A label of DNS has 63 characters at most, and the project's name and two dashes share it. */
const longestLabel = 28;

/**
 * The part of a host name that stands for an environment: the branch's name where it is fit for that, else its letters and a
 * hash, so that `a/b` and `a-b` are two.
 */
export function hostLabel(environment: string): string {
  const slug = hostSlug(environment);
  if (slug === environment && slug.length <= longestLabel) return slug;
  const shortened = slug.slice(0, longestLabel - 8).replace(/-+$/, '');
  return [shortened, nameHash(environment)].filter((part) => part !== '').join('-');
}

/** The host name that an environment always has, `main--report.localhost`. `domain` is the server's own. */
export function environmentHost(project: string, environment: string, domain: string): string {
  return `${hostLabel(environment)}--${project}.${domain}`;
}

/** Whose environment's a host name is, or stands below; null where it is none's. */
export function hostOwner(host: string, domain: string): string | null {
  if (!host.endsWith(`.${domain}`)) return null;
  const label =
    host
      .slice(0, -domain.length - 1)
      .split('.')
      .at(-1) ?? '';
  // Neither of the two has two dashes in a row.
  return /^[a-z0-9-]+?--([a-z0-9-]+)$/.exec(label)?.[1] ?? null;
}

/** A Host header's name in lower case, without its port. */
export function hostOf(header: string | undefined): string {
  return (header ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

/** A name in DNS (RFC 1035, 2.3.4), in characters. */
const longestName = 253;

/**
 * Whether a name is an environment's, of one that runs or not: nothing else has two dashes before the server's domain. Asked of
 * every request, so it looks at each character once.
 */
export function isEnvironmentHost(host: string, domain: string): boolean {
  if (host.length > longestName || !host.endsWith(`.${domain}`)) return false;
  const labels = host.slice(0, -domain.length - 1).split('.');
  const own = labels.pop() ?? '';
  const dashes = own.indexOf('--', 1);
  if (dashes === -1 || dashes + 2 === own.length) return false;
  return /^[a-z0-9-]+$/.test(own) && labels.every((label) => /^[a-z0-9*-]+$/.test(label));
}
