import type { Domain, DomainPlace } from '../../domain/domain.ts';
import type { Rooms } from '../rooms.ts';
import { requireEnvironment, requireProject } from './require-found.ts';

export interface DomainPath {
  readonly project: string;
  readonly environment?: string;
}

/** Where the domains that a path names can lie, that of new ones first. Errors: those of `requireEnvironment`. */
async function placesOf(rooms: Rooms, path: DomainPath): Promise<readonly [DomainPlace, ...DomainPlace[]]> {
  const ofProject = { project: path.project, environment: null };
  if (path.environment === undefined) {
    await requireProject(rooms, path.project);
    return [ofProject];
  }
  const { environment } = await requireEnvironment(rooms, { ...path, environment: path.environment });
  const own = { project: path.project, environment: environment.name };
  // As in the original a production environment's domains are the project's. One may have some of its own from when it was none.
  return environment.type === 'production' ? [ofProject, own] : [own];
}

/** The domains that the path names, the default one first. */
export async function domainsOf(rooms: Rooms, path: DomainPath): Promise<readonly Domain[]> {
  const places = await placesOf(rooms, path);
  return (await Promise.all(places.map((place) => rooms.domains.list(place)))).flat();
}

/** Where a new domain belongs. */
export async function newDomainPlace(rooms: Rooms, path: DomainPath): Promise<DomainPlace> {
  const [place] = await placesOf(rooms, path);
  return place;
}

/** Where the domain is; where a new one would belong if there is none. */
export async function domainPlace(
  rooms: Rooms,
  path: DomainPath & { readonly domain: string },
): Promise<DomainPlace> {
  const found = (await domainsOf(rooms, path)).find(({ name }) => name === path.domain.toLowerCase());
  return found === undefined
    ? newDomainPlace(rooms, path)
    : { project: found.project, environment: found.environment };
}
