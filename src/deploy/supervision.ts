import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerSpec } from '../container/container-spec.ts';
import type { Container, Engine } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EventLog } from '../observe/event-log.ts';
import { applicationPort, portOpen } from '../router/container-agent.ts';
import { lastLinesSince, logSize } from './last-lines.ts';
import type { Seat } from './seat.ts';

export interface SupervisionRequest {
  readonly engine: Engine;
  readonly seat: Seat;
  readonly log: EventLog;
  /** Without an id: every container made from it gets the next one. */
  readonly spec: ContainerSpec;
  readonly idPrefix: string;
  /** Whether the application opens its port; one that only serves files does not. */
  readonly listens: boolean;
  /** Ends the wait for it to listen; has no meaning from then on. */
  readonly signal?: AbortSignal | undefined;
}

/** Keeps an application's container running. */
export interface Supervision {
  /** Resolves when the application listens for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const readyWithinMilliseconds = 60_000;
const readyCheckMilliseconds = 25;
const linesShown = 12;
const stopGraceMilliseconds = 10_000;
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;
/** An application that ran this long had come up; its next pause starts anew. */
const settledMilliseconds = 60_000;

/** How long to wait before the next start: doubles with every failure in a row. */
export function restartPause(failuresInARow: number): number {
  return Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.max(0, failuresInARow - 1));
}

function notReady(request: SupervisionRequest, what: string, lines: string): ErrandError {
  const output = lines === '' ? ' It printed nothing.' : `\nIts last lines:\n${lines}`;
  return new ErrandError('deploy_failed', `${request.spec.hostname} ${what}.${output}`);
}

async function waitUntilReady(
  request: SupervisionRequest,
  container: Container,
  logStart: number,
): Promise<void> {
  let exitCode: number | null | undefined;
  void container.ended.then((exit) => {
    exitCode = exit.kind === 'exited' ? exit.exitCode : null;
  });
  const port = `port ${applicationPort} ($PORT)`;
  const deadline = performance.now() + readyWithinMilliseconds;
  while (request.listens && !(await portOpen(request.seat.attachment.namespace, applicationPort))) {
    request.signal?.throwIfAborted();
    const ended = exitCode !== undefined;
    if (ended || performance.now() > deadline) {
      const what = ended
        ? `ended with exit code ${exitCode} before it listened on ${port}`
        : `did not listen on ${port} within ${readyWithinMilliseconds / 1000} s`;
      throw notReady(request, what, await lastLinesSince(request.spec.logPath, logStart, linesShown));
    }
    await delay(readyCheckMilliseconds);
  }
}

async function stopContainer(container: Container): Promise<void> {
  await container.signal('SIGTERM');
  const timer = delay(stopGraceMilliseconds, undefined, { ref: false });
  await Promise.race([container.ended, timer]);
  await container.remove();
}

/** Starts the application and starts it again whenever it ends, with growing pauses, until it is stopped. */
export function superviseApplication(request: SupervisionRequest): Supervision {
  return new ApplicationSupervision(request);
}

class ApplicationSupervision implements Supervision {
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
      request.log.error(
        { application: request.spec.hostname, error },
        'an application could not be kept running',
      );
    });
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#current !== undefined) await stopContainer(this.#current);
    await this.#life;
  }

  async #live(): Promise<void> {
    const logStart = await logSize(this.#request.spec.logPath);
    const container = await this.#startOnce();
    await waitUntilReady(this.#request, container, logStart);
    this.#ready.resolve();
    await this.#keepRunning(container);
  }

  async #startOnce(): Promise<Container> {
    const { engine, spec, seat, idPrefix } = this.#request;
    const id = `${idPrefix}-${this.#starts++}`;
    const container = await engine.create({ ...spec, id });
    this.#current = container;
    seat.occupy(id);
    await container.start().catch(async (error: unknown) => {
      await container.remove();
      throw error;
    });
    return container;
  }

  /** Null where it could not be started, which is one more failure. */
  async #startAgain(): Promise<Container | null> {
    const { log, spec } = this.#request;
    try {
      return await this.#startOnce();
    } catch (error) {
      log.error({ application: spec.hostname, error }, 'an application could not be started again');
      return null;
    }
  }

  async #keepRunning(first: Container): Promise<void> {
    const { signal } = this.#stopping;
    const application = this.#request.spec.hostname;
    let container: Container | null = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const exit = await container?.ended;
      this.#request.seat.occupy(null);
      if (signal.aborted) return;
      await container?.remove();
      failures = performance.now() - since > settledMilliseconds ? 1 : failures + 1;
      if (exit) this.#request.log.warn({ application, exit }, 'an application ended; it is started again');
      await delay(restartPause(failures), undefined, { signal });
      container = await this.#startAgain();
      // Whoever stops it may have seen the former container only.
      if (signal.aborted && container !== null) await stopContainer(container);
    }
  }
}
