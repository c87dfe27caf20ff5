import { interrupted } from './exit-status.ts';

/**
 * Who stops a whole group of processes, as systemd, `timeout` or a terminal does, tells this one and the `errand` before it, which
 * passes it on: one wish that arrives twice.
 */
const sameWishMilliseconds = 1000;

/** Waiting for SIGINT or SIGTERM. */
export interface Stopping {
  readonly signalled: Promise<void>;
  /** Aborted at the same moment, for work that is to be given up. */
  readonly signal: AbortSignal;
  /** Gives the signals back their usual meaning. */
  end(): void;
}

/** From now on the first signal asks to stop, and another one a second later ends the process at once. */
export function untilStopped(): Stopping {
  const { promise, resolve } = Promise.withResolvers<void>();
  const controller = new AbortController();
  let askedAt: number | null = null;
  const onSignal = (): void => {
    if (askedAt !== null && performance.now() - askedAt < sameWishMilliseconds) return;
    if (askedAt !== null) process.exit(interrupted);
    askedAt = performance.now();
    controller.abort();
    resolve();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signalled: promise,
    signal: controller.signal,
    end: () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
