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
  /** Every container that an earlier server left on this machine. */
  adopt(): Promise<readonly Container[]>;
  /** Lets go of what the engine itself holds. Containers that were not removed stay. */
  close(): Promise<void>;
}

export interface Container {
  readonly id: string;
  /** Process id of the container's init on the machine. */
  readonly pid: number;
  /** Whether the command has begun; after a crash, what the runtime says. */
  readonly started: boolean;
  start(): Promise<void>;
  /** How it ended. Never rejects. */
  readonly ended: Promise<Exit>;
  /** Asks the command to end (SIGTERM to its process group) or ends every process at once (SIGKILL). */
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends what still runs and takes everything away: processes, mounts, cgroup, files. Safe to call twice. */
  remove(): Promise<void>;
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
