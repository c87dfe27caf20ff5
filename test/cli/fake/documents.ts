export type Json = Record<string, unknown>;

export interface LogLine {
  readonly message: string;
  readonly stream?: 'stdout' | 'stderr';
}

export const activityId = 'ypalrypnezbye';

/** A run's activity that succeeded. */
export function fakeActivity(changes: Json = {}): Json {
  return {
    id: activityId,
    type: 'environment.task',
    state: 'complete',
    result: 'success',
    completion_percent: 100,
    parameters: { task: 'report' },
    payload: { outcome: { kind: 'succeeded' } },
    commands: [{ app: 'report', type: 'run', exit_code: 0 }],
    timings: { wait: 0, start: 0.2, execute: 1.5 },
    environments: ['main'],
    text: 'Ada ran the task report',
    created_at: '2026-08-01T10:00:00.123456+00:00',
    started_at: '2026-08-01T10:00:00.200000+00:00',
    completed_at: '2026-08-01T10:00:02.000000+00:00',
    ...changes,
  };
}

/** A run that did not succeed, by how it ended. */
export function failedRun(outcome: Json, exitCode?: number): Json {
  const commands = exitCode === undefined ? [] : [{ app: 'report', type: 'run', exit_code: exitCode }];
  return fakeActivity({ result: 'failure', payload: { outcome }, commands });
}
