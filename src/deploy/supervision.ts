import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerSpec } from '../container/container-spec.ts';
import { shellCanSet } from '../container/shell-names.ts';
import type { Container, Engine } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { logSize } from './last-lines.ts';
import { type ListeningPlace, postStart, untilItListens } from './readiness.ts';
import type { Seat } from './seat.ts';

export interface SupervisionRequest {
  readonly engine: Engine;
  readonly seat: Seat;
  readonly log: EventLog;
  /** Without an id: every container made from it gets the next one. */
  readonly spec: ContainerSpec;
  readonly idPrefix: string;
  /** Work to be done in the first container before its command begins: the deploy hook. */
  readonly beforeFirst: ((container: Container) => Promise<void>) | null;
  /** Run after every start, once it listens. */
  readonly postStart: string | null;
  readonly graceMilliseconds: number;
  /** Called with the id of every container before it is made. */
  beforeStart?(id: string): Promise<void>;
  /** A container that runs already, in place of the first. */
  readonly adopted?: Container | null;
  /** Called with every container as soon as it is there. */
  taken?(container: Container): void;
  /** How it is reached; null where it takes no connections: a worker, or an application that only serves files. */
  readonly listens: ListeningPlace | null;
  /** Ends the wait for it to listen; has no meaning from then on. */
  readonly signal?: AbortSignal | undefined;
}

/** Keeps a container running. */
export interface Supervision {
  /** Resolves when it listens for the first time and `post_start` is over. */
  readonly ready: Promise<void>;
  /** The container that runs now. */
  readonly current: Container | undefined;
  stop(): Promise<void>;
}

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;
/** What ran this long had come up; its next pause starts anew. */
const settledMilliseconds = 60_000;

/** How long to wait before the next start: doubles with every failure in a row. */
export function restartPause(failuresInARow: number): number {
  return Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.max(0, failuresInARow - 1));
}

async function stopContainer(container: Container, graceMilliseconds: number): Promise<void> {
  await container.signal('SIGTERM');
  const timer = delay(graceMilliseconds, undefined, { ref: false });
  await Promise.race([container.ended, timer]);
  await container.remove();
}

/** Starts an application or a worker, and again whenever it ends, with growing pauses, until it is stopped. */
export function supervise(request: SupervisionRequest): Supervision {
  return new ContainerSupervision(request);
}

class ContainerSupervision implements Supervision {
  readonly #request: SupervisionRequest;
  readonly #stopping = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #life: Promise<void>;
  #starts = 0;
  #current: Container | undefined;

  constructor(request: SupervisionRequest) {
    this.#request = request;
    this.#ready.promise.catch(() => undefined);
    this.#life = this.#live().catch((error: unknown) => {
      this.#ready.reject(error);
      if (this.#stopping.signal.aborted) return;
      request.log.error({ workload: request.spec.hostname, error }, 'a workload could not be kept running');
    });
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get current(): Container | undefined {
    return this.#current;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#current !== undefined) await stopContainer(this.#current, this.#request.graceMilliseconds);
    await this.#life;
  }

  async #live(): Promise<void> {
    const logStart = await logSize(this.#request.spec.logPath);
    const container = await this.#startFirst();
    await this.#settle(container, logStart, this.#request.signal);
    this.#ready.resolve();
    await this.#keepRunning(container);
  }

  /** Waits until it listens, and runs `post_start`. */
  async #settle(container: Container, logStart: number, signal: AbortSignal | undefined): Promise<void> {
    const { spec, listens, log } = this.#request;
    const { hostname: name, logPath, hiddenTexts = [] } = spec;
    const check = { name, container, logPath, logStart, hiddenTexts, signal };
    if (listens !== null) await untilItListens(check, listens);
    if (this.#request.postStart === null) return;
    const output = (line: string, stream: 'stdout' | 'stderr') =>
      log.info({ workload: spec.hostname, stream }, `post_start: ${line}`);
    await postStart(check, this.#request.postStart, spec.environment, output);
  }

  /** The first container waits while the deploy hook runs in it; its command begins after that. */
  async #startFirst(): Promise<Container> {
    const { beforeFirst, engine, spec, adopted } = this.#request;
    if (adopted) {
      this.#take(adopted);
      return adopted;
    }
    if (beforeFirst === null) return this.#startOnce();
    // A variable that no shell can set keeps a container from waiting; the hook then runs beside the command.
    if (!shellCanSet(Object.keys(spec.environment))) {
      const container = await this.#startOnce();
      await beforeFirst(container);
      return container;
    }
    const container = await engine.createWaiting({ ...spec, id: this.#nextId() });
    this.#take(container);
    await beforeFirst(container);
    await container.awaken(spec.command, spec.environment);
    return container;
  }

  async #startOnce(): Promise<Container> {
    const { engine, spec } = this.#request;
    const id = this.#nextId();
    await this.#request.beforeStart?.(id);
    const container = await engine.create({ ...spec, id });
    this.#take(container);
    await container.start().catch(async (error: unknown) => {
      await container.remove();
      throw error;
    });
    return container;
  }

  #nextId(): string {
    return `${this.#request.idPrefix}-${this.#starts++}`;
  }

  #take(container: Container): void {
    this.#current = container;
    this.#request.seat.occupy(container.id);
    this.#request.taken?.(container);
  }

  /** Null where it could not be started, which is one more failure. */
  async #startAgain(): Promise<Container | null> {
    const { log, spec } = this.#request;
    try {
      const logStart = await logSize(spec.logPath);
      const container = await this.#startOnce();
      void this.#settle(container, logStart, this.#stopping.signal).catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return;
        log.warn({ workload: spec.hostname, error }, 'a workload was started again, but is not ready');
      });
      return container;
    } catch (error) {
      log.error({ workload: spec.hostname, error }, 'a workload could not be started again');
      return null;
    }
  }

  async #keepRunning(first: Container): Promise<void> {
    const { signal } = this.#stopping;
    const { spec, log, seat, graceMilliseconds } = this.#request;
    let container: Container | null = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const exit = await container?.ended;
      seat.occupy(null);
      if (signal.aborted) return;
      await container?.remove();
      failures = performance.now() - since > settledMilliseconds ? 1 : failures + 1;
      if (exit) log.warn({ workload: spec.hostname, exit }, 'a workload ended; it is started again');
      await delay(restartPause(failures), undefined, { signal });
      container = await this.#startAgain();
      // Whoever stops it may have seen the former container only.
      if (signal.aborted && container !== null) await stopContainer(container, graceMilliseconds);
    }
  }
}
