import type { Activity } from '../../src/activity/activity.ts';

const then = new Date('2026-08-01T10:00:00.000Z');

/** A run of `report` in `main` of `shop` that waits. */
export function anActivity(change: Partial<Activity> = {}): Activity {
  return {
    id: 'abcdefghijklm',
    type: 'environment.task',
    project: 'shop',
    environment: 'main',
    state: 'pending',
    result: null,
    failureReason: null,
    parameters: { task: 'report' },
    payload: {},
    commands: [],
    timings: {},
    text: 'Ada ran <report> & more',
    actor: { kind: 'user', name: 'ada' },
    createdAt: then,
    updatedAt: then,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
    ...change,
  };
}

/** One that ended well. */
export function aFinishedActivity(change: Partial<Activity> = {}): Activity {
  const ended = new Date('2026-08-01T10:01:00.000Z');
  return anActivity({
    state: 'complete',
    result: 'success',
    commands: [{ app: 'report', type: 'task', exitCode: 0 }],
    timings: { wait: 0.2, execute: 59.5 },
    startedAt: then,
    completedAt: ended,
    updatedAt: ended,
    ...change,
  });
}
