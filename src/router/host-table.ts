import type { RoutedEnvironment } from './router.ts';
import type { Sites } from './sites.ts';

/** Which environment answers at which host name. */
export interface HostTable {
  find(host: string): RoutedEnvironment | null;
  /** Whether it is found by the name itself, not by a `*`. */
  isWrittenOut(host: string): boolean;
  /** To be called when environments come or go. */
  changed(): void;
}

interface Table {
  readonly version: number;
  readonly exact: ReadonlyMap<string, RoutedEnvironment>;
  /** Behind `*.`, the longest first. */
  readonly wildcards: readonly (readonly [string, RoutedEnvironment])[];
}

function hostsOf({ site, routes }: RoutedEnvironment): readonly string[] {
  const own = [site.ownHost, ...site.allHosts, site.defaultHost];
  const routed = routes.map(({ host }) => host);
  // What is below `{default}` is below the environment's own name too.
  const aliases = routed
    .filter((host) => host.endsWith(`.${site.defaultHost}`))
    .map((host) => `${host.slice(0, -site.defaultHost.length)}${site.ownHost}`);
  return [...new Set([...own, ...routed, ...aliases])];
}

function build(environments: readonly RoutedEnvironment[], version: number): Table {
  const exact = new Map<string, RoutedEnvironment>();
  const wildcards: (readonly [string, RoutedEnvironment])[] = [];
  for (const environment of environments) {
    for (const host of hostsOf(environment)) {
      // Whoever was there first keeps a name that a second one writes into its configuration.
      if (host.startsWith('*.')) wildcards.push([host.slice(1), environment]);
      else if (!exact.has(host)) exact.set(host, environment);
    }
  }
  return { version, exact, wildcards: wildcards.toSorted(([a], [b]) => b.length - a.length) };
}

/** Built when it is asked, and again after environments or domains have changed. */
export function createHostTable(
  environments: () => readonly RoutedEnvironment[],
  sites: Pick<Sites, 'version'>,
): HostTable {
  let table: Table | null = null;
  const current = () => {
    if (table?.version !== sites.version) table = build(environments(), sites.version);
    return table;
  };
  return {
    find(host) {
      const { exact, wildcards } = current();
      const found = exact.get(host) ?? wildcards.find(([suffix]) => host.endsWith(suffix))?.[1];
      return found ?? null;
    },
    isWrittenOut: (host) => current().exact.has(host),
    changed() {
      table = null;
    },
  };
}
