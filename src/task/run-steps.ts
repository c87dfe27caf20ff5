import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { workloadLimits } from '../container/limits.ts';
import type { EventLog } from '../observe/event-log.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import { endRun } from '../store/runs/end-run.ts';
import { markRunning } from '../store/runs/mark-running.ts';
import type { Store } from '../store/store.ts';
import { decideOutcome, startFailure } from './decide-outcome.ts';
import type { RunSteps } from './lifecycle.ts';
import { describeOutcome, finalChange } from './record-outcome.ts';
import { containerName, type Run } from './run.ts';
import { supervise } from './supervise.ts';

export interface RunStepsParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  /** Between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMilliseconds: number;
  /** Timeout of the run's task in its deployment, seconds. */
  timeoutSeconds(run: Run): number;
  claimedAt(run: Run): Date | null;
}

/** The steps of `lifecycle.ts` on a real store, log and container. */
export function createRunSteps(parts: RunStepsParts): RunSteps {
  const { store, logs } = parts;
  const limitsOf = (run: Run) => ({
    timeoutSeconds: parts.timeoutSeconds(run),
    memoryMiB: workloadLimits.memoryMiB,
  });
  return {
    prepare(stage, run) {
      logs.append(run.project, run.id, `Starting task container ${containerName(run.task, run.id)}`);
      return stage.prepare(run, logs.path(run.project, run.id));
    },
    async recordStart(run) {
      const startedAt = new Date();
      await markRunning(store.db, run.id, startedAt);
      return { ...run, state: 'running', startedAt };
    },
    supervise(run, container, stop) {
      const elapsed = run.startedAt === null ? 0 : Date.now() - run.startedAt.getTime();
      const remainingMilliseconds = parts.timeoutSeconds(run) * 1000 - elapsed;
      return supervise({
        container,
        stop,
        remainingMilliseconds,
        graceMilliseconds: parts.graceMilliseconds,
      });
    },
    decide: (run, exit, stop) => decideOutcome(exit, stop.reason, limitsOf(run)),
    failure(run, error, stop) {
      parts.log.warn({ run: run.id, error }, 'a run could not be carried out');
      const reason = stop.reason;
      return reason === null || reason.kind === 'timed_out' ? startFailure(error) : reason;
    },
    async recordEnd(run, outcome, exit) {
      if (outcome.kind !== 'succeeded') {
        logs.append(run.project, run.id, `Task ${run.task} ${describeOutcome(outcome)}`, 'stderr');
      }
      const endedAt = new Date();
      const activityChange = finalChange({
        run,
        outcome,
        exit,
        endedAt,
        startedAt: run.startedAt,
        claimedAt: parts.claimedAt(run),
      });
      const recorded = await endRun(store, { id: run.id, outcome, endedAt, activityChange });
      logs.seal(run.project, run.id);
      parts.log.info({ run: run.id, task: run.task, outcome, recorded }, 'a run ended');
    },
    async cleanUp(prepared) {
      await prepared.close().catch((error: unknown) => {
        parts.log.error({ container: prepared.container.id, error }, 'a container could not be removed');
      });
    },
  };
}

/** Shows in the activity that the run left the queue. */
export async function showStarted(store: Store, run: Run): Promise<void> {
  await changeActivity(store.db, run.id, { state: 'in_progress', startedAt: new Date() });
}
