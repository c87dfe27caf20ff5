import { environmentHost } from './host-name.ts';
import type { Site } from './site.ts';

export interface NamedEnvironment {
  readonly project: string;
  readonly name: string;
  readonly type: string;
}

/** The host names of all environments, as they are now. */
export interface Sites {
  /** The same object until something about it changes. */
  siteOf(environment: NamedEnvironment): Site;
  /** Grows with every change of domains. */
  readonly version: number;
  /**
   * Replaces a project's domains, the default one first. `names` belong to its production environment, `ofEnvironments` to
   * those that they are named after.
   */
  setDomains(
    project: string,
    names: readonly string[],
    ofEnvironments?: ReadonlyMap<string, readonly string[]>,
  ): void;
}

export interface SitesOptions {
  /** `localhost`: every environment has a name below it. */
  readonly domain: string;
  readonly httpPort: () => number;
  readonly httpsPort: () => number | null;
}

interface Domains {
  readonly production: readonly string[];
  readonly ofEnvironments: ReadonlyMap<string, readonly string[]>;
}

function ownDomains(domains: Domains | undefined, name: string, type: string): readonly string[] {
  if (domains === undefined) return [];
  const own = domains.ofEnvironments.get(name) ?? [];
  return type === 'production' ? [...domains.production, ...own] : own;
}

export function createSites({ domain, httpPort, httpsPort }: SitesOptions): Sites {
  const domains = new Map<string, Domains>();
  const known = new Map<string, { readonly type: string; readonly site: Site }>();
  let version = 0;
  return {
    get version() {
      return version;
    },
    siteOf({ project, name, type }) {
      const key = `${project}/${name}`;
      const found = known.get(key);
      if (found?.type === type) return found.site;
      const ownHost = environmentHost(project, name, domain);
      const own = ownDomains(domains.get(project), name, type);
      const [defaultHost = ownHost] = own;
      const allHosts = own.length === 0 ? [ownHost] : own;
      const site = {
        defaultHost,
        allHosts,
        ownHost,
        httpPort: httpPort(),
        httpsPort: httpsPort(),
      };
      known.set(key, { type, site });
      return site;
    },
    setDomains(project, names, ofEnvironments = new Map()) {
      domains.set(project, { production: names.map((each) => each.toLowerCase()), ofEnvironments });
      known.clear();
      version += 1;
    },
  };
}
