/** What is known of a volume without looking inside. */
export interface VolumeFacts {
  readonly id: string;
  readonly sizeMiB: number;
}

export interface VolumeUsage {
  readonly sizeBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
}

/**
 * Room for data with a size that holds: whoever fills a volume gets ENOSPC, and nobody else notices (P18).
 * Promises every adapter keeps, held by `test/volume/volumes-contract.ts`:
 * - an id is lower-case letters, digits, `-`, `_` and `.`; ids of one environment begin alike (`volume-id.ts`);
 * - a new volume is empty, and its files belong to the storage user (`container-spec.ts`), which mounts map to `web`;
 * - a mounted volume is seen by this thread and by the processes it spawns, so by every container made from now on, and by
 *   nobody else: not by the machine's other processes, and not by Node.js' asynchronous `fs`, which works in other threads;
 * - data outlives this process and a loss of power; after a kill -9 the next server mounts it again while containers of
 *   the former one go on writing to it;
 * - a clone or snapshot is what a disk would hold after a loss of power at one moment: complete, and for a database as good
 *   as a restart after a crash. It shares the original's blocks where the machine's file system can (XFS, Btrfs);
 * - what was interrupted half-way is not there afterwards;
 * - work on one volume waits for the work before it.
 */
export interface Volumes {
  /** Error: `conflict` where it is there already. */
  create(id: string, sizeMiB: number): Promise<void>;
  find(id: string): Promise<VolumeFacts | null>;
  /** Those whose id begins with `prefix`, in the order of their ids. */
  list(prefix?: string): Promise<readonly VolumeFacts[]>;
  /** Returns the volume's folder, for mounts of containers. One that is mounted stays as it is. Error: `volume_not_found`. */
  mount(id: string): Promise<string>;
  /** Containers that have it go on using it. */
  unmount(id: string): Promise<void>;
  /** Of a mounted volume what its file system says, of another what it takes on the machine's disk. */
  usage(id: string): Promise<VolumeUsage>;
  /**
   * Makes it larger. While containers have it, only where the kernel lets this server: `conflict` otherwise. Error:
   * `request_invalid` for a smaller size.
   */
  resize(id: string, sizeMiB: number): Promise<void>;
  /** Makes `to`, which must not be there, with what `from` holds now. Writers to `from` wait meanwhile. */
  clone(from: string, to: string): Promise<void>;
  /** Puts what a volume holds now, with all its holes, into a file, which is replaced. Writers wait meanwhile. */
  copy(id: string, path: string): Promise<void>;
  /** Keeps what a volume holds now under a name of its own. Error: `conflict` where the name is taken. */
  snapshot(id: string, snapshot: string): Promise<void>;
  /** Gives the volume, there or not, what the snapshot holds. No container may have it: `conflict`. */
  restore(snapshot: string, id: string): Promise<void>;
  listSnapshots(prefix?: string): Promise<readonly VolumeFacts[]>;
  /** Does nothing where there is none. */
  deleteSnapshot(snapshot: string): Promise<void>;
  /**
   * Holds every write to the volumes while `work` goes on, so that several are copied as of one moment. `clone` and
   * `snapshot` called in `work` see that they are held.
   */
  frozen<T>(ids: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Unmounts and removes it; does nothing where there is none. Containers that have it lose it when they end. */
  delete(id: string): Promise<void>;
  /** Unmounts all. */
  close(): Promise<void>;
}
