import { setTimeout as delay } from 'node:timers/promises';
import type { RunTerms } from './lifecycle.ts';
import type { Run } from './run.ts';
import { createStopRequest, type StopReason, type StopRequest } from './stop-request.ts';

/** A run that left the queue, in this process. */
export interface Execution {
  readonly run: Run;
  readonly terms: RunTerms;
  readonly stop: StopRequest;
  /** Resolves when its attempt is over and recorded. Never rejects. */
  readonly done: Promise<void>;
  /** Resolves when its command has begun, or it is over: nothing is half done then. */
  readonly settled: Promise<void>;
}

/** Carries a run out. Calls `begun` when its command has begun. */
export type Work = (stop: StopRequest, begun: () => void) => Promise<void>;

/** The runs that left the queue and have not ended. */
export class Executions {
  /** Of a run that is tried again, the former attempt may be ending still. */
  readonly #all = new Set<Execution>();
  readonly #newest = new Map<string, Execution>();
  readonly #onFailure: (run: Run, error: unknown) => void;

  constructor(onFailure: (run: Run, error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The run's newest attempt. */
  find(runId: string): Execution | undefined {
    return this.#newest.get(runId);
  }

  of(project: string, environment: string): readonly Execution[] {
    return this.all().filter(({ run }) => run.project === project && run.environment === environment);
  }

  all(): readonly Execution[] {
    return [...this.#all];
  }

  start(run: Run, terms: RunTerms, work: Work, after: () => void): Execution {
    const stop = createStopRequest();
    const begun = Promise.withResolvers<void>();
    const done = work(stop, begun.resolve)
      .catch((error: unknown) => this.#onFailure(run, error))
      .finally(() => {
        this.#forget(execution);
        begun.resolve();
        after();
      });
    const execution: Execution = { run, terms, stop, done, settled: begun.promise };
    this.#all.add(execution);
    this.#newest.set(run.id, execution);
    return execution;
  }

  #forget(execution: Execution): void {
    this.#all.delete(execution);
    if (this.#newest.get(execution.run.id) === execution) this.#newest.delete(execution.run.id);
  }
}

/** Asks these to end and waits until they have. */
export async function stopAll(executions: readonly Execution[], reason: StopReason): Promise<void> {
  for (const { stop } of executions) stop.ask(reason);
  await Promise.all(executions.map(({ done }) => done));
}

/** Lets these end by themselves, each for as long as its task says, and then asks them to. Throws where `signal` fires. */
export async function drain(
  executions: readonly Execution[],
  reason: StopReason,
  signal: AbortSignal | undefined,
): Promise<void> {
  const drained = new AbortController();
  const aborted = signal === undefined ? drained.signal : AbortSignal.any([signal, drained.signal]);
  const drainOne = async ({ terms, stop, done }: Execution) => {
    const over = delay(terms.drainSeconds * 1000, undefined, { signal: aborted });
    await Promise.race([done, over]);
    stop.ask(reason);
    await done;
  };
  try {
    await Promise.all(executions.map(drainOne));
  } finally {
    drained.abort();
  }
}
