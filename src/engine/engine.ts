import type { ContainerSpec } from '../container/container-spec.ts';

/**
 * Where containers run. Promises every adapter keeps, held by `test/contracts/engine`:
 * - `create` makes everything but begins nothing; it throws `start_failed` and leaves nothing behind.
 * - the command begins at `start`, at most once;
 * - output is in the log that the spec names, complete and in order, before `ended` resolves;
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
  /** Lets go of the containers for the server after this one, which finds them by `adopt`. Instead of `close`. */
  leave(): void;
  /** Lets go of what the engine itself holds. Containers that were not removed stay. */
  close(): Promise<void>;
}

export interface Container {
  readonly id: string;
  /** Process id of the container's init on the machine. */
  readonly pid: number;
  /** Whether the command may have begun; after a crash, what the runtime says. */
  readonly started: boolean;
  /**
   * Whether it was made ahead of time and has surely not been told what to run. One that a former server left so is held
   * still: it cannot begin any more, and is to be removed.
   */
  readonly waiting: boolean;
  start(): Promise<void>;
  /** How it ended. Never rejects. */
  readonly ended: Promise<Exit>;
  /** Asks the command to end (SIGTERM to its process group) or ends every process at once (SIGKILL). */
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /**
   * Runs a further command beside the container's own, as the same user and within the same limits. Resolves with its
   * exit code; whatever it left running goes on with the container. Error: `start_failed` where the container is over.
   */
  execute(command: FurtherCommand): Promise<number>;
  /** Ends what still runs and takes everything away: processes, mounts, cgroup, files. Safe to call twice. */
  remove(): Promise<void>;
}

/** A command in a container that is there already. */
export interface FurtherCommand {
  /** A shell line, run in the working directory of the container's spec. */
  readonly command: string;
  /** Those that the container was made with where it is left out. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Takes every line of the output, without its end. */
  output(line: string, stream: 'stdout' | 'stderr'): void;
  /** What the output must not show, over ends of lines too; beside what that of its container does not. */
  readonly hiddenTexts?: readonly string[] | undefined;
  /** Ends the command at once. */
  readonly signal?: AbortSignal | undefined;
}

/** A container that is there before anybody knows what for. */
export interface WaitingContainer extends Container {
  /** Gives it the name and the files of a run. */
  dress(dress: Dress): void;
  /** Lets the command begin; like `start`, at most once. */
  awaken(command: string, environment: Readonly<Record<string, string>>): Promise<void>;
}

export interface Dress {
  readonly hostname: string;
  /** New texts of the spec's `files`, the same paths. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the output of the run goes. */
  readonly logPath: string;
  readonly hiddenTexts?: readonly string[];
}

/** A container whose output is in a file of the engine's, as its keeper writes it, until somebody takes it from there. */
export interface KeptContainer extends Container {
  /** In the `k8s-file` format; complete before `ended` resolves. The one who reads it removes it. */
  readonly rawOutputPath: string;
  /** The process that writes it. */
  readonly keeper: { readonly pid: number; readonly startTicks: string; lives(): boolean };
}

export interface KeptWaitingContainer extends KeptContainer, WaitingContainer {}

/** What an adapter makes: an engine whose output is not yet where the spec says. */
export interface KeptEngine {
  create(spec: ContainerSpec): Promise<KeptContainer>;
  createWaiting(spec: ContainerSpec): Promise<KeptWaitingContainer>;
  adopt(): Promise<readonly KeptContainer[]>;
  close(): Promise<void>;
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
