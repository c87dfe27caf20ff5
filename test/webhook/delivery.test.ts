import { describe, expect, it } from 'vitest';
import { afterAttempt, type Delivery, retryPause } from '../../src/webhook/delivery.ts';
import { anActivity } from '../api/sample-activity.ts';

const now = new Date('2026-08-01T10:00:00Z');
const terms = { attempts: 4, firstPauseMilliseconds: 1000 };
const fresh: Delivery = {
  id: 'msg_1',
  integration: 'hook',
  project: 'shop',
  activity: anActivity({}),
  state: 'pending',
  attempts: 0,
  createdAt: now,
  dueAt: now,
  endedAt: null,
  lastStatus: null,
  lastError: null,
};

describe('a delivery', () => {
  it('waits four times longer each time, a fifth more or less by chance, and at most 12 hours', () => {
    const middle = (attempts: number) => retryPause(attempts, { ...terms, attempts: 100 }, 0.5);
    expect([1, 2, 3, 4].map(middle)).toEqual([1000, 4000, 16_000, 64_000]);
    expect(middle(50)).toBe(12 * 60 * 60 * 1000);
    expect([retryPause(1, terms, 0), retryPause(1, terms, 1)]).toEqual([800, 1200]);
    expect(retryPause(4, terms, 0.5)).toBeNull();
  });

  it('is over when it was taken', () => {
    expect(afterAttempt(fresh, { kind: 'delivered', status: 204 }, terms, now, 0.5)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      dueAt: null,
      endedAt: now,
      lastStatus: 204,
    });
  });

  it('is tried again until it is given up, and then shows why', () => {
    const failed = { kind: 'failed', status: 500, error: 'it answered 500', final: false } as const;
    let delivery = fresh;
    for (let n = 0; n < 3; n++) delivery = afterAttempt(delivery, failed, terms, now, 0.5);
    expect(delivery).toMatchObject({
      state: 'pending',
      attempts: 3,
      dueAt: new Date(now.getTime() + 16_000),
    });
    delivery = afterAttempt(delivery, failed, terms, now, 0.5);
    expect(delivery).toMatchObject({
      state: 'dead',
      dueAt: null,
      endedAt: now,
      lastError: 'it answered 500',
    });
  });

  it('is given up at once where the receiver wants no more', () => {
    const gone = { kind: 'failed', status: 410, error: 'it answered 410', final: true } as const;
    expect(afterAttempt(fresh, gone, terms, now, 0.5)).toMatchObject({ state: 'dead', attempts: 1 });
  });
});
