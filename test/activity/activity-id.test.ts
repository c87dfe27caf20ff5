import { describe, expect, it } from 'vitest';
import { newActivityId } from '../../src/activity/activity-id.ts';

describe('an activity id', () => {
  const ids = Array.from({ length: 5000 }, () => newActivityId());

  it('is 13 lowercase letters and digits, a letter first', () => {
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]{12}$/);
  });

  it('is not given twice', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('uses every character about as often', () => {
    const counts = new Map<string, number>();
    for (const character of ids.flatMap((id) => [...id.slice(1)])) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const expected = (ids.length * 12) / 36;
    expect(counts.size).toBe(36);
    // Eight standard deviations.
    for (const count of counts.values())
      expect(Math.abs(count - expected)).toBeLessThan(8 * Math.sqrt(expected));
  });
});
