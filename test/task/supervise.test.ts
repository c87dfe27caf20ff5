import { describe, expect, test } from 'vitest';
import type { Container, Exit } from '../../src/engine/engine.ts';
import { createStopRequest } from '../../src/task/stop-request.ts';
import { type SuperviseRequest, supervise as superviseWith } from '../../src/task/supervise.ts';

const usage = { outOfMemory: false, peakMemoryBytes: null, cpuSeconds: null };

/** A container that is only its end: signals are noted, and `obeys` says which of them end it. */
function container(obeys: readonly string[]) {
  const signals: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Exit>();
  const made: Container = {
    id: 'x',
    pid: 1,
    started: true,
    waiting: false,
    ended: promise,
    start: async () => undefined,
    remove: async () => undefined,
    execute: async () => 0,
    async signal(name) {
      signals.push(name);
      if (obeys.includes(name)) resolve({ kind: 'exited', exitCode: 143, usage });
    },
  };
  return { made, signals, end: (exitCode: number) => resolve({ kind: 'exited', exitCode, usage }) };
}

const failures: unknown[] = [];
const failed = (error: unknown) => void failures.push(error);
const supervise = (request: Omit<SuperviseRequest, 'remember' | 'failed'>) =>
  superviseWith({ ...request, remember: async () => undefined, failed });

const at = '2026-08-01T10:00:00.000Z';
const by = { kind: 'user', name: 'ada' } as const;

describe('a run under supervision', () => {
  test('is asked with SIGTERM at its timeout', async () => {
    const { made, signals } = container(['SIGTERM']);
    const stop = createStopRequest();
    await supervise({ container: made, stop, remainingMilliseconds: 20, graceMilliseconds: 5000 });
    expect(signals).toEqual(['SIGTERM']);
    expect(stop.reason).toEqual({ kind: 'timed_out' });
  });

  test('is killed where it ignores SIGTERM', async () => {
    const { made, signals } = container(['SIGKILL']);
    const stop = createStopRequest();
    stop.ask({ kind: 'cancelled', by, at });
    await supervise({ container: made, stop, remainingMilliseconds: 60_000, graceMilliseconds: 20 });
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  test('is asked again where a signal could not be sent', async () => {
    const { made, signals } = container(['SIGKILL']);
    const stop = createStopRequest();
    const none = new Error('spawn: EAGAIN');
    let refused = 2;
    const poor: Container = {
      ...made,
      signal: (name) => (refused-- > 0 ? Promise.reject(none) : made.signal(name)),
    };
    stop.ask({ kind: 'cancelled', by, at });
    await supervise({ container: poor, stop, remainingMilliseconds: 60_000, graceMilliseconds: 20 });
    expect(failures).toEqual([none, none]);
    expect(signals.at(-1)).toBe('SIGKILL');
  });

  test('is asked only when it is written down why', async () => {
    const { made, signals } = container(['SIGTERM']);
    const stop = createStopRequest();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const known: unknown[] = [];
    const waiting = superviseWith({
      container: made,
      stop,
      failed,
      remainingMilliseconds: 0,
      graceMilliseconds: 5000,
      remember: (reason) => promise.then(() => void known.push(reason, ...signals)),
    });
    await stop.asked;
    resolve(undefined);
    await waiting;
    expect([known, signals]).toEqual([[{ kind: 'timed_out' }], ['SIGTERM']]);
  });

  test('is asked all the same where the disk does not answer', async () => {
    const { made, signals } = container(['SIGTERM']);
    const request = {
      container: made,
      stop: createStopRequest(),
      remainingMilliseconds: 0,
      graceMilliseconds: 0,
    };
    await superviseWith({ ...request, failed, remember: () => new Promise(() => undefined) });
    expect(signals).toEqual(['SIGTERM']);
  });

  test('that ends by itself is left alone, and no timer stays behind', async () => {
    const { made, signals, end } = container([]);
    const stop = createStopRequest();
    const waiting = supervise({ container: made, stop, remainingMilliseconds: 30, graceMilliseconds: 10 });
    end(0);
    expect(await waiting).toMatchObject({ exitCode: 0 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(signals).toEqual([]);
    expect(stop.reason).toBeNull();
  });

  test('may have a timeout beyond what a timer can hold', async () => {
    const { made, signals, end } = container([]);
    const waiting = supervise({
      container: made,
      stop: createStopRequest(),
      remainingMilliseconds: 2 ** 40,
      graceMilliseconds: 10,
    });
    setTimeout(() => end(0), 30);
    await waiting;
    expect(signals).toEqual([]);
  });

  test('keeps the first reason it was asked to stop for', () => {
    const stop = createStopRequest();
    expect(stop.ask({ kind: 'timed_out' })).toBe(true);
    expect(stop.ask({ kind: 'cancelled', by, at })).toBe(false);
    expect(stop.reason).toEqual({ kind: 'timed_out' });
  });
});
