import type { ActivityChange } from '../activity/activity.ts';
import type { Exit, Usage } from '../engine/engine.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';

/** What is known of a run at its end. */
export interface RunEnding {
  readonly run: Run;
  readonly outcome: Outcome;
  readonly exit: Exit | null;
  readonly startedAt: Date | null;
  readonly claimedAt: Date | null;
  readonly endedAt: Date;
}

/** One sentence for a person. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return `failed with exit code ${outcome.exitCode}${outcome.signal === null ? '' : ` (${outcome.signal})`}`;
    case 'out_of_memory':
      return `ran out of memory: its limit is ${outcome.limitMiB} MiB`;
    case 'timed_out':
      return `was stopped at its timeout of ${outcome.timeoutSeconds} s`;
    case 'cancelled':
      return `was cancelled by ${outcome.by.name}`;
    case 'deployed_over':
      return `was stopped by a deploy of ${outcome.by.name}`;
    case 'lost':
      return `was lost: ${outcome.reason}`;
    case 'start_failed':
      return `could not start: ${outcome.message}`;
  }
}

function stateOf(outcome: Outcome): Pick<ActivityChange, 'state' | 'result' | 'failureReason'> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'complete', result: 'success' };
    case 'failed':
    case 'out_of_memory':
    case 'timed_out':
      return { state: 'complete', result: 'failure', failureReason: 'shell' };
    case 'cancelled':
    case 'deployed_over':
      return { state: 'cancelled', result: 'failure' };
    case 'lost':
    case 'start_failed':
      return { state: 'complete', result: 'failure', failureReason: 'error' };
  }
}

function seconds(from: Date | null, to: Date | null): number {
  return from === null || to === null ? 0 : Math.max(0, to.getTime() - from.getTime()) / 1000;
}

function usageOf(exit: Exit | null): Usage | null {
  return exit?.kind === 'exited' ? exit.usage : null;
}

/** The activity's last change: state, exit code, timings in seconds, and the outcome with what it used. */
export function finalChange(ending: RunEnding): ActivityChange {
  const { run, outcome, exit, endedAt } = ending;
  const state = stateOf(outcome);
  const usage = usageOf(exit);
  const exitCode = exit?.kind === 'exited' ? exit.exitCode : null;
  return {
    ...state,
    completedAt: endedAt,
    ...(state.state === 'cancelled' ? { cancelledAt: endedAt } : {}),
    commands: exitCode === null ? [] : [{ app: run.task, type: 'task', exitCode }],
    timings: {
      wait: seconds(run.createdAt, ending.claimedAt ?? endedAt),
      start: seconds(ending.claimedAt, ending.startedAt),
      execute: seconds(ending.startedAt, endedAt),
    },
    payload: {
      outcome: {
        ...outcome,
        description: describeOutcome(outcome),
        exit_code: exitCode,
        peak_memory_bytes: usage?.peakMemoryBytes ?? null,
        cpu_seconds: usage?.cpuSeconds ?? null,
      },
    },
  };
}
