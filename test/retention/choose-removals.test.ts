import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRemovals, type Kept } from '../../src/retention/choose-removals.ts';
import type { KeepLimit } from '../../src/retention/limits.ts';

const now = new Date('2026-08-01T00:00:00Z');
const day = 86_400_000;
const aged = (days: number, bytes = 10): Kept => ({
  activity: `${days} days`,
  endedAt: new Date(now.getTime() - days * day),
  bytes,
});
const none: KeepLimit = { days: null, count: null, bytes: null };
const gone = (all: readonly Kept[], limit: Partial<KeepLimit>) =>
  chooseRemovals(all, { ...none, ...limit }, now).map(({ kept, reason }) => [kept.activity, reason]);

describe('what need not be kept', () => {
  const all = [aged(5), aged(1), aged(30), aged(3)];

  it('is nothing without a limit', () => {
    expect(gone(all, {})).toEqual([]);
  });

  it('is what is older than the limit, the oldest first (P10: and not what is just as old)', () => {
    expect(gone(all, { days: 3 })).toEqual([
      ['30 days', 'it ended more than 3 days ago'],
      ['5 days', 'it ended more than 3 days ago'],
    ]);
  });

  it('is what is beyond the newest so many', () => {
    expect(gone(all, { count: 3 })).toEqual([['30 days', 'the newest 3 are kept']]);
    expect(gone(all, { count: 4 })).toEqual([]);
  });

  it('is what the newest so many bytes leave no room for, and all that is older', () => {
    const sized = [aged(1, 4 * 1024 * 1024), aged(2, 8 * 1024 * 1024), aged(3, 1)];
    expect(gone(sized, { bytes: 10 * 1024 * 1024 })).toEqual([
      ['3 days', 'the newest 10 MiB are kept'],
      ['2 days', 'the newest 10 MiB are kept'],
    ]);
    expect(gone(sized, { bytes: 13 * 1024 * 1024 })).toEqual([]);
  });

  it('never has something newer than what stays', () => {
    const kept = fc.record({
      activity: fc.uuid(),
      endedAt: fc.date({ min: new Date(now.getTime() - 100 * day), max: now, noInvalidDate: true }),
      bytes: fc.nat(1000),
    });
    const maybe = (most: number) => fc.option(fc.nat(most), { nil: null });
    const limit = fc.record({ days: maybe(100), count: maybe(20), bytes: maybe(5000) });
    fc.assert(
      fc.property(fc.array(kept, { maxLength: 30 }), limit, (some, terms) => {
        const removed = new Set(chooseRemovals(some, terms, now).map((removal) => removal.kept));
        const newestRemoved = Math.max(...[...removed].map(({ endedAt }) => endedAt.getTime()));
        const staying = some.filter((one) => !removed.has(one));
        return staying.every(({ endedAt }) => endedAt.getTime() >= newestRemoved);
      }),
    );
  });
});
