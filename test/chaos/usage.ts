import type { Seen } from './verdict.ts';

/** What a server says of the runs that ended in its time (`/metrics`). */
export interface Usage {
  readonly ended: Readonly<Record<string, number>>;
  readonly executeSeconds: number;
}

const sample = (name: string) => new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm');

export function readUsage(metrics: string): Usage {
  const ended: Record<string, number> = {};
  for (const [, labels = '', count] of metrics.matchAll(sample('errand_runs_total'))) {
    const outcome = /outcome="(\w+)"/.exec(labels)?.[1] ?? '';
    ended[outcome] = (ended[outcome] ?? 0) + Number(count);
  }
  const sums = [...metrics.matchAll(sample('errand_run_execute_seconds_sum'))];
  return { ended, executeSeconds: sums.reduce((sum, [, , seconds]) => sum + Number(seconds), 0) };
}

/** The same, added up from the runs and attempts that ended since. */
export function sumUsage(runs: readonly Seen[], since: number): Usage {
  const ended: Record<string, number> = {};
  let executeSeconds = 0;
  for (const { outcome, completedAt, timings, formerAttempts, seenAt } of runs) {
    // What has its end in the future ended in the time of an earlier server, whose clock was wrong.
    const isCounted = (moment: number) => moment >= since && moment <= seenAt;
    for (const { startedAt, endedAt } of formerAttempts)
      if (isCounted(endedAt) && startedAt !== null) executeSeconds += Math.max(0, endedAt - startedAt) / 1000;
    if (outcome === null || completedAt === null || !isCounted(completedAt)) continue;
    ended[outcome] = (ended[outcome] ?? 0) + 1;
    executeSeconds += timings.execute ?? 0;
  }
  return { ended, executeSeconds };
}

const inOrder = (counts: Readonly<Record<string, number>>) =>
  JSON.stringify(Object.entries(counts).toSorted(([one], [other]) => one.localeCompare(other)));

/** What differs, in words. */
export function usageFaults(told: Usage, summed: Usage): readonly string[] {
  return [
    ...(inOrder(told.ended) === inOrder(summed.ended)
      ? []
      : [`the metrics count ${inOrder(told.ended)}, the activities are ${inOrder(summed.ended)}`]),
    ...(Math.abs(told.executeSeconds - summed.executeSeconds) < 0.01
      ? []
      : [`the metrics say ${told.executeSeconds} s, the activities add up to ${summed.executeSeconds} s`]),
  ];
}
