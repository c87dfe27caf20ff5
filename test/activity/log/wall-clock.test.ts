import { describe, expect, it, vi } from 'vitest';
import { wallClock } from '../../../src/activity/log/wall-clock.ts';

describe('the wall clock', () => {
  it('has microseconds and agrees with Date', () => {
    for (let i = 0; i < 1000; i += 1) {
      const text = wallClock();
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      expect(Math.abs(Date.parse(text) - Date.now())).toBeLessThan(5);
    }
  });

  it('follows when the machine is set to another time', () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2030, 0, 1));
    expect(wallClock()).toMatch(/^2030-01-01T00:00:00\.0/);
    vi.restoreAllMocks();
    expect(Math.abs(Date.parse(wallClock()) - Date.now())).toBeLessThan(5);
  });
});
