import { interrupted } from './exit-status.ts';

/** Waiting for SIGINT or SIGTERM. */
export interface Stopping {
  readonly signalled: Promise<void>;
  /** Aborted at the same moment, for work that is to be given up. */
  readonly signal: AbortSignal;
  /** Gives the signals back their usual meaning. */
  end(): void;
}

/** From now on the first signal asks to stop, and the second ends the process at once. */
export function untilStopped(): Stopping {
  const { promise, resolve } = Promise.withResolvers<void>();
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(interrupted);
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
