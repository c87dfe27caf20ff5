import { median, quantile } from '../measure/quantile.ts';
import { milliseconds, type Table } from '../measure/report.ts';

export const names = {
  errand: 'Errand',
  unready: 'Errand, nothing made ahead',
  crun: 'crun run',
  podman: 'podman run',
} as const;

type Times = ReadonlyMap<string, readonly number[]>;

/** Milliseconds to the first byte of each contender. */
export function startTable(title: string, times: Times): Table {
  const rows = [...times].map(([name, sample]) => [
    name,
    ...[0.5, 0.95, 0.99].map((q) => milliseconds(quantile(sample, q))),
    milliseconds(Math.min(...sample)),
  ]);
  return { title, headings: ['to the first byte', 'p50 ms', 'p95 ms', 'p99 ms', 'least ms'], rows };
}

interface Target {
  readonly slow: string;
  readonly fast: string;
  readonly wanted: string;
  readonly holds: (ratio: number) => boolean;
}

const atMost = (most: number) => ({ wanted: `≤ ${most}`, holds: (ratio: number) => ratio <= most });
const atLeast = (least: number) => ({ wanted: `≥ ${least}`, holds: (ratio: number) => ratio >= least });

const targets: readonly Target[] = [
  { slow: names.errand, fast: names.crun, ...atMost(3) },
  { slow: names.unready, fast: names.crun, ...atMost(3) },
  { slow: names.podman, fast: names.errand, ...atLeast(4) },
];

/** How many times one takes as long as the other, by medians, beside what is wanted. */
export function ratioTable(times: Times): Table {
  const rows = targets.flatMap(({ slow, fast, wanted, holds }) => {
    const [longer, shorter] = [times.get(slow), times.get(fast)];
    if (longer === undefined || shorter === undefined) return [];
    const ratio = median(longer) / median(shorter);
    return [[`${slow} / ${fast}`, ratio.toFixed(2), wanted, holds(ratio) ? 'yes' : 'no']];
  });
  return { title: 'Ratios of medians', headings: ['', 'ratio', 'target', 'reached'], rows };
}
