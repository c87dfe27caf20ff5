import type { ServiceImages } from '../service/service-images.ts';
import type { ServicePlace, StoredService } from '../service/stored-service.ts';

/** What is written down of services and of the addresses of an environment's workloads. */
export interface ServiceRecords {
  list(project: string, environment: string): Promise<readonly StoredService[]>;
  save(service: StoredService): Promise<void>;
  delete(place: ServicePlace): Promise<void>;
  /** A new random seed, sealed for that place. */
  newSeed(place: ServicePlace): string;
  /** The same seed, sealed for another place. */
  sealAgain(service: StoredService, place: ServicePlace): string;
  /** A service's passwords by their names. Error: `secret_unreadable`. */
  secretsOf(service: StoredService): (name: string) => string;
  /** Workload → the address it had last. */
  addresses(project: string, environment: string): Promise<ReadonlyMap<string, string>>;
  setAddresses(project: string, environment: string, addresses: ReadonlyMap<string, string>): Promise<void>;
}

/** What services are made with. */
export interface ServiceRoom {
  readonly images: ServiceImages;
  readonly records: ServiceRecords;
}
