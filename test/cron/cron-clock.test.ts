import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openCronClock } from '../../src/cron/cron-clock.ts';
import type { CronJob } from '../../src/cron/cron-job.ts';

const log = { info() {}, warn() {}, error() {} };

function job(name: string, spec: string): CronJob {
  const definition = { spec, start: 'true', stop: null, shutdownTimeoutSeconds: 10, timeoutSeconds: 60 };
  const place = { project: 'shop', environment: 'main', application: 'web' };
  return { ...place, name, definition, timezone: null, seed: name };
}

let due: string[];
beforeEach(() => {
  due = [];
  vi.useFakeTimers({ now: new Date('2026-08-01T10:00:30Z') });
});
afterEach(() => vi.useRealTimers());

const open = () =>
  openCronClock((each, at) => void due.push(`${each.name} ${at.toISOString().slice(11, 16)}`), log);

describe('the clock of crons', () => {
  test('says when each is due, in the order of time', async () => {
    const clock = open();
    clock.set('a', [job('two', '*/2 * * * *'), job('five', '*/5 * * * *')]);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(due).toEqual(['two 10:02', 'two 10:04', 'five 10:05']);
    clock.close();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(due).toHaveLength(3);
  });

  test('does not make up for moments that were missed while the machine slept', async () => {
    const clock = open();
    clock.set('a', [job('one', '* * * * *')]);
    vi.setSystemTime(new Date('2026-08-01T13:20:10Z'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(due).toEqual(['one 10:01']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(due).toEqual(['one 10:01', 'one 13:21']);
    clock.close();
  });

  test('goes by a clock that is set right, and repeats nothing where it was hardly wrong', async () => {
    const clock = open();
    clock.set('a', [job('one', '* * * * *')]);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.setSystemTime(new Date('2026-08-01T09:58:30Z'));
    await vi.advanceTimersByTimeAsync(150_000);
    expect(due).toEqual(['one 10:01']);
    vi.setSystemTime(new Date('2026-07-31T20:00:30Z'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(due).toEqual(['one 10:01', 'one 20:01']);
    clock.close();
  });

  test('forgets the crons of an environment that are replaced, and keeps the others’', async () => {
    const clock = open();
    clock.set('a', [job('one', '* * * * *')]);
    clock.set('b', [job('other', '* * * * *')]);
    clock.set('a', []);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(due).toEqual(['other 10:01']);
    clock.close();
  });
});
