import type { Volumes } from '../volume/volumes.ts';

/** Room on disk for workloads and services, with the sizes it gets where nothing else is said. */
export interface Storage {
  /** Outlives containers, deployments and losses of power. */
  readonly volumes: Volumes;
  /** Lives as long as a container: one volume per container, named by it. */
  readonly scratch: Volumes;
  readonly sizes: StorageSizes;
}

export interface StorageSizes {
  readonly applicationMiB: number;
  readonly serviceMiB: number;
  readonly scratchMiB: number;
}
