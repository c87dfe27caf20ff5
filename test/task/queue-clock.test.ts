import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openQueueClock } from '../../src/task/queue-clock.ts';
import { silent } from '../activity/log/temporary-logs.ts';
import { acceptRuns, filledStore } from '../store/temporary-store.ts';

const now = new Date('2026-08-01T10:00:00Z');
const hourAhead = new Date(now.getTime() + 3_600_000);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a run that was postponed by a clock an hour ahead waits no hour when it is set right', async () => {
  const store = await filledStore();
  const dueAt = new Date(hourAhead.getTime() + 100);
  await acceptRuns(store, 1, { createdAt: hourAhead, dueAt });
  const { promise: due, resolve } = Promise.withResolvers<unknown>();
  const expire = () => Promise.resolve();
  const clock = openQueueClock({ store, log: silent, onDue: resolve, expire });
  onTestFinished(() => clock.close());
  clock.start();
  // The clock of the test stands still, as it must not go on by itself.
  const ticking = setInterval(() => vi.setSystemTime(Date.now() + 20), 20);
  onTestFinished(() => clearInterval(ticking));
  expect(await due).toMatchObject({ project: 'shop', environment: 'main' });
  expect(Date.now()).toBeLessThan(hourAhead.getTime());
});
