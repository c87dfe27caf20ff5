import { describe, expect, test } from 'vitest';
import type { Container } from '../../src/engine/engine.ts';
import { decideRecovery, recoverRuns } from '../../src/task/recovery.ts';
import { moveRun, type Run, type RunState, statesBefore } from '../../src/task/run.ts';
import { silent } from '../activity/log/temporary-logs.ts';
import { filledStore } from '../store/temporary-store.ts';

const run = (state: RunState, stop: Run['stop'] = null) => ({ state, stop }) as Run;
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

  test('goes back to the queue where its container still waits to be told what to run', () => {
    expect(decideRecovery(run('running'), { waiting: true } as Container)).toBe('requeue');
  });

  test('is lost where its command may have begun and nobody knows how it ended: never begun twice (P1)', () => {
    expect(decideRecovery(run('running'), undefined)).toBe('lost');
  });
});

describe('a run that was asked to end before the server stopped', () => {
  const stop = { kind: 'cancelled', by: { kind: 'user', name: 'ada' }, at: '' } as const;

  test('never begins', () => {
    expect(decideRecovery(run('starting', stop), container)).toBe('cancel');
  });

  test('is asked again where it goes on, and has ended as asked where it is gone', () => {
    expect(decideRecovery(run('running', stop), container)).toBe('resume');
    expect(decideRecovery(run('running', stop), undefined)).toBe('cancel');
  });
});

describe('the states of a run', () => {
  test('end for good', () => {
    for (const to of ['queued', 'starting', 'running', 'ended'] as const)
      expect(() => moveRun('ended', to)).toThrow('cannot become');
  });

  test('lead from running to the end, and to the queue for another attempt', () => {
    expect(() => moveRun('running', 'starting')).toThrow('cannot become');
    expect(moveRun('running', 'queued')).toBe('queued');
    expect(moveRun('running', 'ended')).toBe('ended');
    expect(statesBefore('ended')).toEqual(['queued', 'starting', 'running']);
  });
});

test('a container that cannot be removed keeps no server from its start, and no other container from being removed', async () => {
  const removed: string[] = [];
  const leftover = (id: string, remove: () => Promise<void>) => ({ id, remove }) as Container;
  const containers = [
    leftover('stuck', () => Promise.reject(new Error('cgroup /errand/stuck is still in use'))),
    leftover('other', async () => void removed.push('other')),
  ];
  const parts = { store: await filledStore(), log: silent, end: () => Promise.resolve() };
  expect(await recoverRuns(parts, containers)).toEqual([]);
  expect(removed).toEqual(['other']);
});
