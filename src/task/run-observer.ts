import type { Outcome } from './outcome.ts';

/** What a run took, in seconds. */
export interface RunTimings {
  readonly wait: number;
  readonly start: number;
  readonly execute: number;
}

export interface EndedRun {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly outcome: Outcome['kind'];
  readonly timings: RunTimings;
}

/** Told of the moments of runs, once each has been recorded. Never throws. */
export interface RunObserver {
  ended(run: EndedRun): void;
  /** An attempt ended, and another follows. */
  retried(run: EndedRun): void;
}

export const nobodyWatches: RunObserver = { ended: () => undefined, retried: () => undefined };
