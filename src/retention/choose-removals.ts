import type { KeepLimit } from './limits.ts';

/** Something of an activity that has ended. */
export interface Kept {
  readonly activity: string;
  readonly endedAt: Date;
  readonly bytes: number;
}

export interface Removal {
  readonly kept: Kept;
  /** One clause: `it ended more than 90 days ago`. */
  readonly reason: string;
}

const dayMilliseconds = 86_400_000;

/** What goes, the oldest first: what is too old, and of the rest what is beyond the newest that the limit has room for. */
export function chooseRemovals(all: readonly Kept[], limit: KeepLimit, now: Date): readonly Removal[] {
  const newestFirst = [...all].sort(
    (one, other) =>
      other.endedAt.getTime() - one.endedAt.getTime() || (one.activity < other.activity ? 1 : -1),
  );
  const removals: Removal[] = [];
  let bytes = 0;
  let isFull = false;
  for (const [index, kept] of newestFirst.entries()) {
    bytes += kept.bytes;
    // Once one had to go for its size, older ones do too: else a small old one would outlive a large new one.
    isFull ||= limit.bytes !== null && bytes > limit.bytes;
    const reason = reasonFor(kept, index, isFull, limit, now);
    if (reason !== null) removals.unshift({ kept, reason });
  }
  return removals;
}

function reasonFor(kept: Kept, index: number, isFull: boolean, limit: KeepLimit, now: Date): string | null {
  const { days, count } = limit;
  if (days !== null && now.getTime() - kept.endedAt.getTime() > days * dayMilliseconds) {
    return `it ended more than ${days} days ago`;
  }
  if (count !== null && index >= count) return `the newest ${count} are kept`;
  if (isFull) return `the newest ${Math.round((limit.bytes ?? 0) / 1024 / 1024)} MiB are kept`;
  return null;
}
