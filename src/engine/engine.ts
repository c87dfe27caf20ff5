import type { ContainerSpec } from '../container/container-spec.ts';

/**
 * Where containers run. Promises every adapter keeps, held by `test/contracts/engine`:
 * - `create` makes everything but begins nothing; it throws `start_failed` and leaves nothing behind.
 * - the command begins at `start`, at most once;
 * - output is on disk, complete and in order, before `ended` resolves;
 * - containers outlive this process; `adopt` finds each of them again, ended ones too, until `remove`.
 */
export interface Engine {
  create(spec: ContainerSpec): Promise<Container>;
  /**
   * Makes a container ahead of time whose init waits to be told what to run. Of the spec only what is the same for every
   * run counts: host name, files, environment and command come with `awaken`. No secret is in one that waits.
   */
  createWaiting(spec: ContainerSpec): Promise<WaitingContainer>;
  /** Every container that an earlier server left on this machine. */
  adopt(): Promise<readonly Container[]>;
  /** Lets go of what the engine itself holds. Containers that were not removed stay. */
  close(): Promise<void>;
}

export interface Container {
  readonly id: string;
  /** Process id of the container's init on the machine. */
  readonly pid: number;
  /** Whether the command may have begun; after a crash, what the runtime says. */
  readonly started: boolean;
  /** Whether it was made ahead of time and still waits for a command that no longer comes. */
  readonly waiting: boolean;
  start(): Promise<void>;
  /** How it ended. Never rejects. */
  readonly ended: Promise<Exit>;
  /** Asks the command to end (SIGTERM to its process group) or ends every process at once (SIGKILL). */
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends what still runs and takes everything away: processes, mounts, cgroup, files. Safe to call twice. */
  remove(): Promise<void>;
}

/** A container that is there before anybody knows what for. */
export interface WaitingContainer extends Container {
  /** Gives it the name and the files of a run. */
  dress(dress: Dress): Promise<void>;
  /** Lets the command begin; like `start`, at most once. */
  awaken(command: string, environment: Readonly<Record<string, string>>): Promise<void>;
}

export interface Dress {
  readonly hostname: string;
  /** New texts of the spec's `files`, the same paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** `lost`: whoever kept the container was killed, so nobody read its status. */
export type Exit =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly usage: Usage }
  | { readonly kind: 'lost'; readonly reason: string };

export interface Usage {
  /** A process of the container was killed for memory, whatever the command's exit code says. */
  readonly outOfMemory: boolean;
  readonly peakMemoryBytes: number | null;
  readonly cpuSeconds: number | null;
}
