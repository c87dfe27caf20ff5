import { describe, expect, test } from 'vitest';
import type { Container } from '../../src/engine/engine.ts';
import { decideRecovery } from '../../src/task/recovery.ts';
import { moveRun, type Run, type RunState, statesBefore } from '../../src/task/run.ts';

const run = (state: RunState) => ({ state }) as Run;
const container = {} as Container;

describe('a run that the former server did not finish', () => {
  test('waits on where it only waited', () => {
    expect(decideRecovery(run('queued'), undefined)).toBe('wait');
  });

  test('goes back to the queue where its command surely had not begun', () => {
    expect(decideRecovery(run('starting'), undefined)).toBe('requeue');
    expect(decideRecovery(run('starting'), container)).toBe('requeue');
  });

  test('goes on where its container is there', () => {
    expect(decideRecovery(run('running'), container)).toBe('resume');
  });

  test('is lost where its command may have begun and nobody knows how it ended: never begun twice (P1)', () => {
    expect(decideRecovery(run('running'), undefined)).toBe('lost');
  });
});

describe('the states of a run', () => {
  test('end for good', () => {
    for (const to of ['queued', 'starting', 'running', 'ended'] as const)
      expect(() => moveRun('ended', to)).toThrow('cannot become');
  });

  test('lead from running to nowhere but the end', () => {
    expect(() => moveRun('running', 'queued')).toThrow('cannot become');
    expect(moveRun('running', 'ended')).toBe('ended');
    expect(statesBefore('ended')).toEqual(['queued', 'starting', 'running']);
  });
});
