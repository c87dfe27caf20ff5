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
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  let starts = 0;
  let current: Container | undefined;

  const startOnce = async (): Promise<Container> => {
    const id = `${request.idPrefix}-${starts++}`;
    const container = await request.engine.create({ ...request.spec, id });
    current = container;
    request.seat.occupy(id);
    await container.start();
    return container;
  };

  const keepRunning = async (first: Container) => {
    let container = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const exit = await container.ended;
      request.seat.occupy(null);
      if (stopping.signal.aborted) return;
      await container.remove();
      failures = performance.now() - since > settledMilliseconds ? 1 : failures + 1;
      request.log.warn(
        { application: request.spec.hostname, exit },
        'an application ended; it is started again',
      );
      await delay(restartPause(failures), undefined, { signal: stopping.signal });
      container = await startOnce();
    }
  };

  const live = async () => {
    const container = await startOnce();
    await waitUntilReady(request, container);
    ready.resolve();
    await keepRunning(container);
  };
  const life = live().catch((error: unknown) => {
    ready.reject(error);
    if (!stopping.signal.aborted)
      request.log.error(
        { application: request.spec.hostname, error },
        'an application could not be kept running',
      );
  });
  ready.promise.catch(() => undefined);

  return {
    ready: ready.promise,
    async stop() {
      stopping.abort();
      if (current !== undefined) await stopContainer(current);
      await life;
    },
  };
}
