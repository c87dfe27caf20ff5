import type { ActivityChange } from '../activity/activity.ts';
import type { KeptArtifacts } from '../artifact/artifacts.ts';
import type { Exit, Usage } from '../engine/engine.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';

/** What is known of a run at its end. */
export interface RunEnding {
  readonly run: Run;
  readonly outcome: Outcome;
  readonly exit: Exit | null;
  /** What the command left; null where it left nothing. */
  readonly kept: KeptArtifacts | null;
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
    case 'expired':
      return 'expired: it could not begin in time';
    case 'lost':
      return `was lost: ${outcome.reason}`;
    case 'start_failed':
      return `could not start: ${outcome.message}`;
  }
}

/** How an activity shows an outcome. */
export function stateOf(outcome: Outcome): Pick<ActivityChange, 'state' | 'result' | 'failureReason'> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'complete', result: 'success' };
    case 'failed':
    case 'out_of_memory':
    case 'timed_out':
      return { state: 'complete', result: 'failure', failureReason: 'shell' };
    case 'cancelled':
    case 'deployed_over':
    case 'expired':
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

/** `payload.outcome`: the tagged outcome with what the attempt used. */
export function outcomePayload(outcome: Outcome, exit: Exit | null): Readonly<Record<string, unknown>> {
  const usage = usageOf(exit);
  return {
    ...outcome,
    description: describeOutcome(outcome),
    exit_code: exit?.kind === 'exited' ? exit.exitCode : null,
    peak_memory_bytes: usage?.peakMemoryBytes ?? null,
    cpu_seconds: usage?.cpuSeconds ?? null,
  };
}

/** How long a run waited for its slot, took to start, and executed: the attempt that was its last. In seconds. */
export function timingsOf({ run, endedAt }: Pick<RunEnding, 'run' | 'endedAt'>) {
  return {
    wait: seconds(run.createdAt, run.claimedAt ?? endedAt),
    start: seconds(run.claimedAt, run.startedAt),
    execute: seconds(run.startedAt, endedAt),
  };
}

/** The activity's last change: state, exit code, timings in seconds, and the outcome with what it used. */
export function finalChange(ending: RunEnding): ActivityChange {
  const { run, outcome, exit, endedAt } = ending;
  const state = stateOf(outcome);
  const exitCode = exit?.kind === 'exited' ? exit.exitCode : null;
  const timings = timingsOf(ending);
  return {
    ...state,
    completedAt: endedAt,
    ...(state.state === 'cancelled' ? { cancelledAt: endedAt } : {}),
    commands: exitCode === null ? [] : [{ app: run.task, type: 'task', exitCode }],
    timings,
    payload: {
      outcome: { ...outcomePayload(outcome, exit), timings },
      ...keptPayload(ending.kept),
      ...(outcome.kind === 'cancelled' ? { cancelled_by: outcome.by, cancelled_at: outcome.at } : {}),
    },
  };
}

function keptPayload(kept: KeptArtifacts | null): Readonly<Record<string, unknown>> {
  if (kept === null) return {};
  const { files, bytes, result, resultProblem } = kept;
  return {
    artifacts: { files, bytes },
    ...(result === undefined ? {} : { result }),
    ...(resultProblem === undefined ? {} : { result_problem: resultProblem }),
  };
}

/** How an attempt ended that is not the run's only one. */
export function attemptRecord({ run, outcome, exit, endedAt }: RunEnding) {
  return {
    attempt: run.attempt,
    started_at: run.startedAt?.toISOString() ?? null,
    ended_at: endedAt.toISOString(),
    outcome: outcomePayload(outcome, exit),
  };
}
