import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { workloadLimits } from '../container/limits.ts';
import type { EventLog } from '../observe/event-log.ts';
import { beginRun } from '../store/runs/begin-run.ts';
import { endRun } from '../store/runs/end-run.ts';
import type { Store } from '../store/store.ts';
import { decideOutcome, startFailure } from './decide-outcome.ts';
import type { RunSteps } from './lifecycle.ts';
import { describeOutcome, finalChange } from './record-outcome.ts';
import { containerName } from './run.ts';
import { supervise } from './supervise.ts';

export interface RunStepsParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  /** Between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMilliseconds: number;
}

/** The steps of `lifecycle.ts` on a real store, log and container. */
export function createRunSteps(parts: RunStepsParts): RunSteps {
  const { store, logs, log } = parts;
  const { memoryMiB } = workloadLimits;
  return {
    prepare(stage, run) {
      logs.append(run.project, run.id, `Starting task container ${containerName(run.task, run.id)}`);
      return stage.prepare(run, logs.path(run.project, run.id));
    },
    async recordStart(run) {
      const startedAt = new Date();
      await beginRun(store, run.id, startedAt);
      return { ...run, state: 'running', startedAt };
    },
    supervise(run, { timeoutSeconds }, container, stop) {
      const elapsed = run.startedAt === null ? 0 : Date.now() - run.startedAt.getTime();
      const remainingMilliseconds = timeoutSeconds * 1000 - elapsed;
      return supervise({
        container,
        stop,
        remainingMilliseconds,
        graceMilliseconds: parts.graceMilliseconds,
      });
    },
    decide: ({ timeoutSeconds }, exit, stop) =>
      decideOutcome(exit, stop.reason, { timeoutSeconds, memoryMiB }),
    failure(run, error, stop) {
      log.warn({ run: run.id, error }, 'a run could not be carried out');
      const reason = stop.reason;
      return reason === null || reason.kind === 'timed_out' ? startFailure(error) : reason;
    },
    async recordEnd(run, outcome, exit, terms) {
      if (outcome.kind !== 'succeeded') {
        logs.append(run.project, run.id, `Task ${run.task} ${describeOutcome(outcome)}`, 'stderr');
      }
      const endedAt = new Date();
      const claimedAt = terms === null ? null : (terms.claimedAt ?? run.startedAt);
      const activityChange = finalChange({
        run,
        outcome,
        exit,
        endedAt,
        startedAt: run.startedAt,
        claimedAt,
      });
      const recorded = await endRun(store, { id: run.id, outcome, endedAt, activityChange });
      logs.seal(run.project, run.id);
      log.info({ run: run.id, task: run.task, outcome, recorded }, 'a run ended');
    },
    async cleanUp(prepared) {
      await prepared.close().catch((error: unknown) => {
        log.error({ container: prepared.container.id, error }, 'a container could not be removed');
      });
    },
  };
}
