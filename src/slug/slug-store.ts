import type { PackTerms } from './pack-program.ts';
import type { SlugFormat } from './slug-format.ts';

/** Results of builds, by name; each is written once, never changed, and mounted while somebody needs it. */
export interface SlugStore {
  /** Whether it is there; one that was asked for is not collected soon. */
  has(slug: string): boolean;
  /**
   * Takes in what a build left in a folder, which may be seen by this thread and its children alone. Throws
   * `SlugTooLarge`; an abort throws the signal's reason.
   */
  add(slug: string, folder: string, terms: PackTerms): Promise<void>;
  /** Mounts slugs until the lease is closed; several may hold the same. */
  use(slugs: readonly string[]): Promise<SlugLease>;
  /** Where the files of a slug in use are, for mounts of containers. */
  folderOf(slug: string): string;
  list(): Promise<readonly StoredSlug[]>;
  remove(slug: string): Promise<void>;
  readonly format: SlugFormat['name'];
  /** Unmounts all. */
  close(): Promise<void>;
}

export interface SlugLease {
  close(): Promise<void>;
}

export interface StoredSlug {
  readonly slug: string;
  /** On disk. */
  readonly bytes: number;
  readonly usedAt: Date;
  /** Whether it is mounted now. */
  readonly mounted: boolean;
}
