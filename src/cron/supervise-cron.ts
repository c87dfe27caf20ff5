import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Exit } from '../engine/engine.ts';
import { sendSignal } from '../task/send-signal.ts';
import type { StopRequest } from '../task/stop-request.ts';

export interface CronSupervision {
  readonly container: Container;
  readonly stop: StopRequest;
  /** Run in the container to end it early; null: SIGTERM. */
  readonly stopCommand: string | null;
  /** Between asking it to end and SIGKILL. */
  readonly shutdownMilliseconds: number;
  /** Left of its timeout. */
  readonly remainingMilliseconds: number;
  output(line: string, stream: 'stdout' | 'stderr'): void;
  /** Told that a signal could not be sent; it is tried again. */
  failed(error: unknown): void;
}

async function askToEnd(request: CronSupervision, over: AbortSignal): Promise<void> {
  const { container, stopCommand: command, output, failed } = request;
  if (command === null) {
    return sendSignal(container, 'SIGTERM', { over, failed });
  }
  await container.execute({ command, output, signal: over }).catch((error: unknown) => {
    output(`The stop command could not be run: ${String(error)}`, 'stderr');
  });
}

/** Waits for the end; at its timeout, or when asked to stop, the stop command or SIGTERM, and SIGKILL after a while. */
export async function superviseCron(request: CronSupervision): Promise<Exit> {
  const { container, stop } = request;
  using timers = new DisposableStack();
  const over = new AbortController();
  timers.defer(() => over.abort());
  const wait = (milliseconds: number) =>
    delay(Math.max(0, milliseconds), undefined, { signal: over.signal }).catch(() => undefined);
  void wait(request.remainingMilliseconds).then(() => {
    if (!over.signal.aborted) stop.ask({ kind: 'timed_out' });
  });
  void stop.asked.then(async () => {
    if (over.signal.aborted) return;
    void askToEnd(request, over.signal);
    await wait(request.shutdownMilliseconds);
    await sendSignal(container, 'SIGKILL', { over: over.signal, failed: request.failed });
  });
  return await container.ended;
}
