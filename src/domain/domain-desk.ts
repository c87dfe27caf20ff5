import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { Sites } from '../router/sites.ts';
import { insertActivity } from '../store/activities/insert-activity.ts';
import { deleteDomain } from '../store/domains/delete-domain.ts';
import { listDomains } from '../store/domains/list-domains.ts';
import { putDomain } from '../store/domains/put-domain.ts';
import { inTransaction } from '../store/in-transaction.ts';
import type { Database } from '../store/store.ts';
import { type Domain, type DomainChange, type DomainPlace, isAt, namesOf } from './domain.ts';
import { type DomainEvent, domainActivity } from './domain-activity.ts';
import { domainName, refuseTaken } from './domain-name.ts';

/** Domains of projects and environments. A change holds for visitors at once, for containers when they are next deployed. */
export interface DomainDesk {
  /** The place's own, the default one first. */
  list(place: DomainPlace): Promise<readonly Domain[]>;
  /** Error: `domain_not_found`. */
  get(place: DomainPlace, name: string): Promise<Domain>;
  /** The first of a place is its default one. Errors: `request_invalid`, `conflict`. */
  create(place: DomainPlace, name: string, change: DomainChange, actor: Actor): Promise<Domain>;
  /** Error: `domain_not_found`. */
  change(place: DomainPlace, name: string, change: DomainChange, actor: Actor): Promise<Domain>;
  /** Where it was the default one, the oldest that is left is. Error: `domain_not_found`. */
  remove(place: DomainPlace, name: string, actor: Actor): Promise<void>;
  /** Tells the router of all domains; to be called at the start, and when an environment with domains has gone. */
  load(): Promise<void>;
}

export interface DomainDeskParts {
  readonly db: Database;
  readonly sites: Pick<Sites, 'setDomains'>;
  /** Names of this server, which are no project's. */
  readonly serverNames: readonly string[];
}

export function openDomainDesk(parts: DomainDeskParts): DomainDesk {
  return new StoredDomains(parts);
}

async function domainsAt(db: Database, place: DomainPlace): Promise<readonly Domain[]> {
  return (await listDomains(db)).filter((domain) => isAt(place, domain));
}

async function find(db: Database, place: DomainPlace, name: string): Promise<Domain> {
  const all = await domainsAt(db, place);
  const found = all.find((domain) => domain.name === name.toLowerCase());
  if (found !== undefined) return found;
  const where =
    place.environment === null ? `The project ${place.project}` : `The environment ${place.environment}`;
  const others = all.length === 0 ? 'it has none' : `it has ${namesOf(all).join(', ')}`;
  throw new ErrandError('domain_not_found', `${where} has no domain "${name}"; ${others}.`, {
    details: { ...place, domain: name },
  });
}

/** Makes one the default of its place, and no other. */
async function makeDefault(db: Database, domain: Domain, now: Date): Promise<void> {
  for (const other of await domainsAt(db, domain)) {
    const isDefault = other.name === domain.name;
    if (other.isDefault !== isDefault) await putDomain(db, { ...other, isDefault, updatedAt: now });
  }
}

class StoredDomains implements DomainDesk {
  readonly #parts: DomainDeskParts;

  constructor(parts: DomainDeskParts) {
    this.#parts = parts;
  }

  async list(place: DomainPlace): Promise<readonly Domain[]> {
    const all = await domainsAt(this.#parts.db, place);
    const order = namesOf(all);
    return all.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }

  get(place: DomainPlace, name: string): Promise<Domain> {
    return find(this.#parts.db, place, name);
  }

  create(place: DomainPlace, written: string, change: DomainChange, actor: Actor): Promise<Domain> {
    const name = domainName(written);
    return this.#record('create', place, name, actor, async (db, now) => {
      const all = await listDomains(db);
      refuseTaken(name, place, all, this.#parts.serverNames);
      const isFirst = !all.some((domain) => isAt(place, domain));
      const isDefault = isFirst || change.isDefault === true;
      const attributes = change.attributes ?? {};
      const domain = { ...place, name, isDefault, attributes, createdAt: now, updatedAt: now };
      await putDomain(db, domain);
      if (isDefault) await makeDefault(db, domain, now);
      return domain;
    });
  }

  change(place: DomainPlace, name: string, change: DomainChange, actor: Actor): Promise<Domain> {
    return this.#record('update', place, name, actor, async (db, now) => {
      const former = await find(db, place, name);
      // One of a place is always the default, so it is not given up but taken over by another.
      const isDefault = former.isDefault || change.isDefault === true;
      const domain = {
        ...former,
        isDefault,
        attributes: change.attributes ?? former.attributes,
        updatedAt: now,
      };
      await putDomain(db, domain);
      if (isDefault) await makeDefault(db, domain, now);
      return domain;
    });
  }

  async remove(place: DomainPlace, name: string, actor: Actor): Promise<void> {
    await this.#record('delete', place, name, actor, async (db, now) => {
      const domain = await find(db, place, name);
      await deleteDomain(db, domain.name);
      const [oldest] = (await domainsAt(db, place)).toSorted(
        (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
      );
      if (domain.isDefault && oldest !== undefined) await makeDefault(db, oldest, now);
    });
  }

  async load(): Promise<void> {
    const byProject = Map.groupBy(await listDomains(this.#parts.db), ({ project }) => project);
    for (const [project, domains] of byProject) this.#tell(project, domains);
  }

  #tell(project: string, domains: readonly Domain[]): void {
    const byEnvironment = Map.groupBy(domains, ({ environment }) => environment);
    const own = [...byEnvironment].flatMap(([environment, its]) =>
      environment === null ? [] : [[environment, namesOf(its)] as const],
    );
    this.#parts.sites.setDomains(project, namesOf(byEnvironment.get(null) ?? []), new Map(own));
  }

  async #record<Result>(
    event: DomainEvent,
    place: DomainPlace,
    name: string,
    actor: Actor,
    work: (db: Database, now: Date) => Promise<Result>,
  ): Promise<Result> {
    const { db } = this.#parts;
    const result = await inTransaction(db, async (transaction) => {
      const now = new Date();
      const done = await work(transaction, now);
      await insertActivity(transaction, domainActivity(event, place, name, actor, now));
      return done;
    });
    this.#tell(
      place.project,
      (await listDomains(db)).filter(({ project }) => project === place.project),
    );
    return result;
  }
}
