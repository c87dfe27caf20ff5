import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerSpec } from '../container/container-spec.ts';
import type { Container, Engine } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EventLog } from '../observe/event-log.ts';
import { applicationPort, portOpen } from '../router/container-agent.ts';
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
}

/** Keeps an application's container running. */
export interface Supervision {
  /** Resolves when the application listens for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const readyWithinMilliseconds = 60_000;
const readyCheckMilliseconds = 25;
const stopGraceMilliseconds = 10_000;
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;
/** An application that ran this long had come up; its next pause starts anew. */
const settledMilliseconds = 60_000;

/** How long to wait before the next start: doubles with every failure in a row. */
export function restartPause(failuresInARow: number): number {
  return Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.max(0, failuresInARow - 1));
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-12);
  return lines.map((line) => `  ${line.split(' ').slice(3).join(' ')}`).join('\n');
}

async function waitUntilReady(request: SupervisionRequest, container: Container): Promise<void> {
  let exitCode: number | null | undefined;
  void container.ended.then((exit) => {
    exitCode = exit.kind === 'exited' ? exit.exitCode : null;
  });
  const deadline = performance.now() + readyWithinMilliseconds;
  while (request.listens && !(await portOpen(request.seat.attachment.namespace, applicationPort))) {
    const output = async () => `\nIts last lines:\n${await lastLines(request.spec.logPath)}`;
    const name = request.spec.hostname;
    if (exitCode !== undefined) {
      throw new ErrandError(
        'deploy_failed',
        `${name} ended with exit code ${exitCode} before it listened on port ${applicationPort} ($PORT).${await output()}`,
      );
    }
    if (performance.now() > deadline) {
      throw new ErrandError(
        'deploy_failed',
        `${name} did not listen on port ${applicationPort} ($PORT) within ${readyWithinMilliseconds / 1000} s.${await output()}`,
      );
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
    const container = await this.#startOnce();
    await waitUntilReady(this.#request, container);
    this.#ready.resolve();
    await this.#keepRunning(container);
  }

  async #startOnce(): Promise<Container> {
    const { engine, spec, seat, idPrefix } = this.#request;
    const id = `${idPrefix}-${this.#starts++}`;
    const container = await engine.create({ ...spec, id });
    this.#current = container;
    seat.occupy(id);
    await container.start();
    return container;
  }

  async #keepRunning(first: Container): Promise<void> {
    const { signal } = this.#stopping;
    let container = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const exit = await container.ended;
      this.#request.seat.occupy(null);
      if (signal.aborted) return;
      await container.remove();
      failures = performance.now() - since > settledMilliseconds ? 1 : failures + 1;
      const application = this.#request.spec.hostname;
      this.#request.log.warn({ application, exit }, 'an application ended; it is started again');
      await delay(restartPause(failures), undefined, { signal });
      container = await this.#startOnce();
    }
  }
}
