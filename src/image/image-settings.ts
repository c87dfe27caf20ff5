import type { RegistryAccess } from './oci/registry-access.ts';

/** What the operator says about images. */
export interface ImageSettings {
  /** A type with or without version → reference of an image, or path of a folder or archive. */
  readonly types: Readonly<Record<string, string>>;
  /** Where the usual images come from: `docker.io` or a mirror of it; null asks no registry. */
  readonly registry: string | null;
  /** Which is asked first, the registry or the machine's own runtimes. */
  readonly prefer: 'registry' | 'machine';
  /** What happens where the asked version is not to be had. */
  readonly fallback: 'none' | 'nearest';
  readonly access: RegistryAccess;
}
