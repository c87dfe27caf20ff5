import { describe, expect, it } from 'vitest';
import { Pace } from '../../../../src/activity/log/pump/pace.ts';

describe('the pace of output', () => {
  it('allows a burst, then the average', () => {
    const pace = new Pace({ bytesPerSecond: 1000, burstBytes: 5000 }, 0);
    expect(pace.allowance(0)).toBe(5000);
    pace.take(5000);
    expect(pace.allowance(0)).toBe(0);
    expect(pace.waitFor(500)).toBe(500);
    expect(pace.allowance(500)).toBe(500);
    expect(pace.allowance(60_000)).toBe(5000);
  });

  it('never waits for more than a burst', () => {
    const pace = new Pace({ bytesPerSecond: 1000, burstBytes: 2000 }, 0);
    pace.take(2000);
    expect(pace.waitFor(1_000_000)).toBe(2000);
  });

  it('is as fast as it can without a limit', () => {
    const pace = new Pace(null, 0);
    pace.take(1e12);
    expect(pace.allowance(0)).toBe(Number.POSITIVE_INFINITY);
    expect(pace.waitFor(1e12)).toBe(0);
  });

  it('gives nothing for a clock that goes back', () => {
    const pace = new Pace({ bytesPerSecond: 1000, burstBytes: 2000 }, 1000);
    pace.take(2000);
    expect(pace.allowance(0)).toBe(0);
  });
});
