import type { Outcome } from './outcome.ts';
import { attemptsOf, type Run } from './run.ts';
import { retryPauseSeconds } from './run-options.ts';

/** `end`, or when the next attempt may begin; null for at once. */
export type AfterAttempt = { readonly kind: 'end' } | { readonly kind: 'retry'; readonly dueAt: Date | null };

/** Whether another attempt may end otherwise. What somebody wanted, or a project's mistake, stays as it is. */
function mayEndOtherwise(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'failed':
    case 'out_of_memory':
    case 'timed_out':
    case 'deployed_over':
    case 'lost':
      return true;
    case 'start_failed':
      return outcome.fault === 'platform';
    // Who stops the server does not mean the run, which goes on when the server does.
    case 'cancelled':
      return outcome.by.kind === 'system';
    case 'succeeded':
    case 'expired':
      return false;
  }
}

/** What follows an attempt that ended so. A command begins again only where the trigger asked for retries. */
export function decideAfterAttempt(run: Run, outcome: Outcome, now: Date): AfterAttempt {
  if (run.attempt >= attemptsOf(run) || !mayEndOtherwise(outcome)) return { kind: 'end' };
  // The queue waits for the deploy or the server anyway.
  if (outcome.kind === 'deployed_over' || outcome.kind === 'cancelled') return { kind: 'retry', dueAt: null };
  const pauseSeconds = retryPauseSeconds(run.options.retries, run.attempt);
  return { kind: 'retry', dueAt: pauseSeconds === 0 ? null : new Date(now.getTime() + pauseSeconds * 1000) };
}
