import { describe, expect, test } from 'vitest';
import type { Exit } from '../../src/engine/engine.ts';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { decideOutcome, startFailure } from '../../src/task/decide-outcome.ts';
import type { Outcome } from '../../src/task/outcome.ts';
import { describeOutcome, finalChange } from '../../src/task/record-outcome.ts';
import { aRun } from '../store/samples.ts';

const limits = { timeoutSeconds: 60, memoryMiB: 512 };
const by = { kind: 'user', name: 'ada' } as const;
const cancelled = { kind: 'cancelled', by, at: '2026-08-01T10:00:00.000Z' } as const;
const exited = (exitCode: number, outOfMemory = false): Exit => ({
  kind: 'exited',
  exitCode,
  usage: { outOfMemory, peakMemoryBytes: 1024, cpuSeconds: 0.5 },
});

describe('the outcome of a run', () => {
  test.each<[string, Exit, Outcome]>([
    ['exit code 0', exited(0), { kind: 'succeeded' }],
    ['another exit code', exited(3), { kind: 'failed', exitCode: 3, signal: null }],
    ['a signal', exited(139), { kind: 'failed', exitCode: 139, signal: 'SIGSEGV' }],
    [
      'killed from inside, which is not out of memory',
      exited(137),
      { kind: 'failed', exitCode: 137, signal: 'SIGKILL' },
    ],
    ['out of memory', exited(137, true), { kind: 'out_of_memory', exitCode: 137, limitMiB: 512 }],
    ['out of memory in a child only', exited(0, true), { kind: 'out_of_memory', exitCode: 0, limitMiB: 512 }],
    ['a lost keeper', { kind: 'lost', reason: 'killed' }, { kind: 'lost', reason: 'killed' }],
  ])('%s', (_name, exit, outcome) => {
    expect(decideOutcome(exit, null, limits)).toEqual(outcome);
  });

  test('a request to stop outweighs what the command made of it: a timeout is never a success (P9)', () => {
    expect(decideOutcome(exited(0), { kind: 'timed_out' }, limits)).toEqual({
      kind: 'timed_out',
      timeoutSeconds: 60,
    });
    expect(decideOutcome(exited(0), cancelled, limits)).toEqual(cancelled);
    expect(decideOutcome(exited(143), { kind: 'deployed_over', by }, limits)).toEqual({
      kind: 'deployed_over',
      by,
    });
  });

  test('a failure to start says whose fault it was', () => {
    expect(startFailure(new ErrandError('image_unavailable', 'no php'))).toEqual({
      kind: 'start_failed',
      code: 'image_unavailable',
      fault: 'project',
      message: 'no php',
    });
    expect(startFailure(new Error('disk'))).toMatchObject({ code: 'internal', fault: 'platform' });
  });
});

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);
const run = aRun({ state: 'running', createdAt: at(0), claimedAt: at(2), startedAt: at(3) });
const ending = (outcome: Outcome, exit: Exit | null) =>
  finalChange({ run, outcome, exit, kept: null, endedAt: at(10) });

describe('the activity of a run that ended', () => {
  test('shows timings, exit code and what was used', () => {
    expect(ending({ kind: 'succeeded' }, exited(0))).toMatchObject({
      state: 'complete',
      result: 'success',
      commands: [{ app: 'report', type: 'task', exitCode: 0 }],
      timings: { wait: 2, start: 1, execute: 7 },
      payload: { outcome: { kind: 'succeeded', exit_code: 0, peak_memory_bytes: 1024, cpu_seconds: 0.5 } },
    });
  });

  test.each<[Outcome, object]>([
    [
      { kind: 'failed', exitCode: 1, signal: null },
      { state: 'complete', result: 'failure', failureReason: 'shell' },
    ],
    [
      { kind: 'timed_out', timeoutSeconds: 60 },
      { state: 'complete', result: 'failure', failureReason: 'shell' },
    ],
    [
      { kind: 'out_of_memory', exitCode: 0, limitMiB: 64 },
      { state: 'complete', result: 'failure', failureReason: 'shell' },
    ],
    [cancelled, { state: 'cancelled', result: 'failure', cancelledAt: at(10) }],
    [
      { kind: 'deployed_over', by },
      { state: 'cancelled', result: 'failure', cancelledAt: at(10) },
    ],
    [
      { kind: 'expired', at: 'now' },
      { state: 'cancelled', result: 'failure', cancelledAt: at(10) },
    ],
    [
      { kind: 'lost', reason: 'x' },
      { state: 'complete', result: 'failure', failureReason: 'error' },
    ],
  ])('%o', (outcome, change) => {
    expect(ending(outcome, null)).toMatchObject(change);
    expect(describeOutcome(outcome)).not.toBe('');
  });

  test('of a run that never began has no execution time', () => {
    const change = finalChange({
      run: { ...run, claimedAt: null, startedAt: null },
      outcome: cancelled,
      exit: null,
      kept: null,
      endedAt: at(5),
    });
    expect(change).toMatchObject({ commands: [], timings: { wait: 5, start: 0, execute: 0 } });
  });
});
