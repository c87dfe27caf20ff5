import type { Definition } from '../config/definition.ts';
import type { RunTerms } from './lifecycle.ts';
import type { Run } from './run.ts';

/** Of a run whose deployment nobody knows any more. */
const lastResortTimeoutSeconds = 3600;

/** What holds for a run on a deployment: its trigger's word first, then its task's, then the server's. */
export function termsOf(run: Run, definition: Definition | null, graceMilliseconds: number): RunTerms {
  const task = definition?.tasks[run.task]?.run;
  const graceSeconds = task?.graceSeconds ?? null;
  return {
    timeoutSeconds: run.options.timeoutSeconds ?? task?.timeoutSeconds ?? lastResortTimeoutSeconds,
    graceMilliseconds: graceSeconds === null ? graceMilliseconds : graceSeconds * 1000,
    onDeploy: task?.onDeploy ?? 'cancel',
    drainSeconds: task?.drainSeconds ?? 0,
  };
}
