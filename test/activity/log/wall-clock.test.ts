import { describe, expect, it, vi } from 'vitest';
import { wallClock } from '../../../src/activity/log/wall-clock.ts';

describe('the wall clock', () => {
  it('has microseconds and agrees with Date', () => {
    for (let i = 0; i < 1000; i += 1) {
      const before = Date.now();
      const text = wallClock();
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      // The two clocks may be apart by what they drift between two looks, not by what this process waits for the machine.
      expect(Date.parse(text)).toBeGreaterThan(before - 100);
      expect(Date.parse(text)).toBeLessThan(Date.now() + 100);
    }
  });

  it('follows when the machine is set to another time', () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2030, 0, 1));
    expect(wallClock()).toMatch(/^2030-01-01T00:00:00\.0/);
    vi.restoreAllMocks();
    const before = Date.now();
    const now = Date.parse(wallClock());
    expect(now).toBeGreaterThan(before - 100);
    expect(now).toBeLessThan(Date.now() + 100);
  });
});
