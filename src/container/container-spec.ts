/** One container, as data: everything an engine needs to make it, and nothing about how. */
export interface ContainerSpec {
  /** Unique on this machine for as long as the container exists; letters, digits and dashes. */
  readonly id: string;
  readonly hostname: string;
  /** A shell line, run by `/bin/sh` in `workingDirectory`. */
  readonly command: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly rootfs: RootFilesystem;
  readonly mounts: readonly ContainerMount[];
  /** Files of this container alone, absolute path → text: `/etc/hosts`. */
  readonly files: Readonly<Record<string, string>>;
  readonly limits: ContainerLimits;
  /** Path of the network namespace to join. */
  readonly networkNamespace: string;
  /** Where the output goes, in the `k8s-file` format; appended to. */
  readonly logPath: string;
  /** Size in bytes at which the log is begun anew, and the one before kept beside it; null for the limit of activities' logs. */
  readonly logLimitBytes: number | null;
  /** What the log must not show of the output. */
  readonly hiddenTexts?: readonly string[];
  /** User and mount namespaces may be made inside, as bubblewrap needs (T26). */
  readonly nestedNamespaces: boolean;
}

export interface RootFilesystem {
  /** Folder that becomes `/`, read-only. Holds a mount point for everything mounted below. */
  readonly root: string;
  /** Read-only binds of the machine's folders, such as `/usr`. */
  readonly binds: readonly RootBind[];
}

export interface RootBind {
  readonly source: string;
  readonly destination: string;
  /**
   * Whom files of users 0…65535 belong to inside: as it is, to nobody the container knows, for folders of the machine; with
   * `container`, to its users of these numbers, for images.
   */
  readonly owners?: 'container';
}

export type ContainerMount =
  /** Empty at the start and gone at the end; counts towards the memory limit. */
  | { readonly kind: 'memory'; readonly destination: string; readonly sizeMiB: number }
  /** A folder of the machine whose files belong to the storage user; inside they belong to `web`. */
  | {
      readonly kind: 'folder';
      readonly destination: string;
      readonly source: string;
      readonly writable: boolean;
    };

export interface ContainerLimits {
  readonly memoryMiB: number;
  /** Share of processors; 0.5 is half of one. */
  readonly cpus: number;
  readonly processes: number;
}

/** The unprivileged user that every command runs as (T12), inside the container's user namespace. */
export const webUser = { name: 'web', uid: 10000, gid: 10000 } as const;

/**
 * The machine's user that owns slugs, builds and volumes on disk. It is nobody's login and in no container's
 * range; mounts map it to `web`, so that no file on the machine ever belongs to a container's user or to root.
 */
export const storageUser = { uid: 0x3fffffff, gid: 0x3fffffff } as const;
