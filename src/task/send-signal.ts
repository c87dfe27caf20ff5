import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../engine/engine.ts';

const pauseMilliseconds = 500;

export interface Sending {
  /** Fires when there is nobody to send to any more. */
  readonly over: AbortSignal;
  readonly failed: (error: unknown) => void;
}

/** Sends a signal, again and again until it is sent: a machine that is out of processes has some again. Never rejects. */
export async function sendSignal(
  container: Pick<Container, 'signal'>,
  name: 'SIGTERM' | 'SIGKILL',
  { over, failed }: Sending,
): Promise<void> {
  while (!over.aborted) {
    try {
      return await container.signal(name);
    } catch (error) {
      failed(error);
      await delay(pauseMilliseconds, undefined, { signal: over, ref: false }).catch(() => undefined);
    }
  }
}
