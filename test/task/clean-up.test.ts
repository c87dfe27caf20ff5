import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Container } from '../../src/engine/engine.ts';
import { cleanUp } from '../../src/task/clean-up.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A run whose container cannot be removed so many times. */
function prepared(failures: number) {
  let tries = 0;
  return {
    container: { id: 'run-1' } as Container,
    output: null,
    begin: () => Promise.resolve(),
    get tries() {
      return tries;
    },
    async close() {
      tries += 1;
      if (tries <= failures) throw new Error('cgroup /errand/run-1 is still in use');
    },
  };
}

function written() {
  const lines: { readonly msg: string; readonly container: string }[] = [];
  return { lines, log: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }) };
}

test('a container that cannot be removed holds nobody up, and is tried again until it is gone', async () => {
  const { lines, log } = written();
  const run = prepared(3);
  await cleanUp(run, { log, stopping: new AbortController().signal });
  expect(run.tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1000 + 2000);
  expect(run.tries).toBe(3);
  await vi.advanceTimersByTimeAsync(4000);
  expect(run.tries).toBe(4);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(run.tries).toBe(4);
  expect(lines.map(({ msg }) => msg.split(';')[0])).toEqual([
    'a container could not be removed',
    'a container could not be removed',
    'a container could not be removed',
    'a container is removed that could not be before',
  ]);
  expect(lines.every(({ container }) => container === 'run-1')).toBe(true);
});

test('is tried once in a minute at least', async () => {
  const run = prepared(Number.POSITIVE_INFINITY);
  await cleanUp(run, { log: written().log, stopping: new AbortController().signal });
  await vi.advanceTimersByTimeAsync(600_000);
  const { tries } = run;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(run.tries - tries).toBe(10);
});

test('is left to the next server where this one stops', async () => {
  const stop = new AbortController();
  const run = prepared(Number.POSITIVE_INFINITY);
  await cleanUp(run, { log: written().log, stopping: stop.signal });
  stop.abort();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(run.tries).toBe(1);
});
