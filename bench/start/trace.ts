import { median, quantile } from '../measure/quantile.ts';
import { milliseconds, type Table } from '../measure/report.ts';
import type { TimedRun } from '../server/run-client.ts';

/** Of the activity: when it was written, and how long it waited and was prepared, in seconds. */
export interface RunRecord {
  readonly created_at: string;
  readonly timings: { readonly wait: number; readonly start: number };
}

const names = {
  request: 'trigger received, checked',
  queue: 'run and activity stored, slot given',
  prepare: 'container prepared',
  command: 'command let go, its first line written down',
  delivery: 'line in the log file → follower',
  total: 'total: trigger → first byte',
  answered: '(trigger → 202 in hand)',
  announced: '(trigger → "Starting task container" at the follower)',
  sealed: '(first byte → log sealed at the follower)',
} as const;

/** Milliseconds of each part of a run, in order; those in brackets overlap with the others. */
export type Phases = Readonly<Record<keyof typeof names, number>>;

/**
 * Client, server and conmon are on one machine and read the same clock. The server's record has whole
 * milliseconds, so a single part is up to a millisecond off; their sum is not.
 */
export function phasesOf(run: TimedRun, record: RunRecord): Phases {
  const wall = (instant: number) => performance.timeOrigin + instant;
  const created = Date.parse(record.created_at);
  const claimed = created + record.timings.wait * 1000;
  const begun = claimed + record.timings.start * 1000;
  const written = run.output?.written ?? Number.NaN;
  const arrived = run.output?.arrived ?? Number.NaN;
  return {
    request: created - wall(run.sent),
    queue: claimed - created,
    prepare: begun - claimed,
    command: written - begun,
    delivery: wall(arrived) - written,
    total: arrived - run.sent,
    answered: run.accepted - run.sent,
    announced: (run.starting?.arrived ?? Number.NaN) - run.sent,
    sealed: run.sealed - arrived,
  };
}

/** Medians of each part; they need not add up to the median of the whole. */
export function traceTable(name: string, runs: readonly Phases[]): Table {
  const keys = Object.keys(names) as (keyof typeof names)[];
  const rows = keys.map((key) => {
    const sample = runs.map((phases) => phases[key]);
    return [names[key], milliseconds(median(sample)), milliseconds(quantile(sample, 0.95))];
  });
  return { title: `Where the time goes, ${name}`, headings: ['part', 'p50 ms', 'p95 ms'], rows };
}
