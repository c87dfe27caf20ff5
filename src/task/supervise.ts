import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Exit } from '../engine/engine.ts';
import { sendSignal } from './send-signal.ts';
import type { StopReason, StopRequest } from './stop-request.ts';

export interface SuperviseRequest {
  readonly container: Container;
  readonly stop: StopRequest;
  /** Milliseconds left of the run's timeout; below zero where it is over. */
  readonly remainingMilliseconds: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMilliseconds: number;
  /** Writes down why the command is asked to end. Never rejects. */
  readonly remember: (reason: StopReason) => Promise<void>;
  /** Told that a signal could not be sent; it is tried again. */
  readonly failed: (error: unknown) => void;
}

const longestTimer = 2 ** 31 - 1;
/** A disk that does not answer must not keep a run from its end. */
const rememberMilliseconds = 1000;

/**
 * Waits for a container to end; at its timeout, or when asked to stop, SIGTERM, then SIGKILL after the grace period. The reason
 * is remembered before the first signal: a server that is killed then leaves the next one an exit code that says nothing.
 */
export async function supervise(request: SuperviseRequest): Promise<Exit> {
  const { container, stop } = request;
  using timers = new DisposableStack();
  const abort = new AbortController();
  timers.defer(() => abort.abort());
  const wait = (milliseconds: number) =>
    delay(Math.min(longestTimer, Math.max(0, milliseconds)), undefined, {
      signal: abort.signal,
      ref: false,
    }).catch(() => undefined);

  const sending = { over: abort.signal, failed: request.failed };
  void wait(request.remainingMilliseconds).then(() => {
    if (!abort.signal.aborted) stop.ask({ kind: 'timed_out' });
  });
  void stop.asked.then(async (reason) => {
    if (abort.signal.aborted) return;
    await Promise.race([request.remember(reason), wait(rememberMilliseconds)]);
    if (abort.signal.aborted) return;
    void sendSignal(container, 'SIGTERM', sending);
    await wait(request.graceMilliseconds);
    await sendSignal(container, 'SIGKILL', sending);
  });
  // Awaited here: the timers are cleared when this function ends, not when its caller has waited.
  return await container.ended;
}
