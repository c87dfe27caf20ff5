import { quantile } from '../measure/quantile.ts';
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
  /** Which quantile of both. */
  readonly at: 'p50' | 'p99';
  readonly wanted: string;
  readonly holds: (ratio: number) => boolean;
}

const atMost = (most: number) => ({ wanted: `≤ ${most}`, holds: (ratio: number) => ratio <= most });
const atLeast = (least: number) => ({ wanted: `≥ ${least}`, holds: (ratio: number) => ratio >= least });

const targets: readonly Target[] = [
  { slow: names.errand, fast: names.crun, at: 'p50', ...atMost(0.5) },
  { slow: names.errand, fast: names.crun, at: 'p99', ...atMost(1) },
  { slow: names.unready, fast: names.crun, at: 'p50', ...atMost(2) },
  { slow: names.podman, fast: names.errand, at: 'p50', ...atLeast(4) },
];

const fractions = { p50: 0.5, p99: 0.99 } as const;

/** How many times one takes as long as the other, beside what is wanted. */
export function ratioTable(times: Times): Table {
  const rows = targets.flatMap(({ slow, fast, at, wanted, holds }) => {
    const [longer, shorter] = [times.get(slow), times.get(fast)];
    if (longer === undefined || shorter === undefined) return [];
    const ratio = quantile(longer, fractions[at]) / quantile(shorter, fractions[at]);
    return [[`${slow} / ${fast}, ${at}`, ratio.toFixed(2), wanted, holds(ratio) ? 'yes' : 'no']];
  });
  return { title: 'Ratios', headings: ['', 'ratio', 'target', 'reached'], rows };
}
