import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Runs } from '../deploy/clusters.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { EventLog } from '../observe/event-log.ts';
import { claimNextRun } from '../store/runs/claim-next-run.ts';
import { findRun } from '../store/runs/find-run.ts';
import type { Store } from '../store/store.ts';
import { accept } from './accept.ts';
import { executeRun, type RunSteps, resumeRun } from './lifecycle.ts';
import type { Run } from './run.ts';
import { createRunSteps, showStarted } from './run-steps.ts';
import type { PreparedRun, Stage } from './stage.ts';
import { createStopRequest, type StopReason, type StopRequest } from './stop-request.ts';
import type { TaskRunner } from './task-runner.ts';

export interface QueueRunnerParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  /** Runs of one environment that execute at once (T21). */
  readonly cap: number;
  readonly graceMilliseconds: number;
}

interface Execution {
  readonly run: Run;
  readonly stop: StopRequest;
  readonly claimedAt: Date | null;
  readonly done: Promise<void>;
}

/** Gives queued runs their slots, and keeps those that execute. */
export interface QueueRunner extends TaskRunner, Runs {
  /** Goes on with a run that outlived the server. */
  resume(run: Run, prepared: PreparedRun, timeoutSeconds: number): void;
  /** Stops every run that executes and starts no more. */
  close(by: Actor): Promise<void>;
}

const keyOf = (project: string, environment: string) => `${project}/${environment}`;
const containerIdOf = (run: Run) => `run-${run.id}`;

export function createQueueRunner(parts: QueueRunnerParts): QueueRunner {
  const { store } = parts;
  const stages = new Map<string, Stage>();
  const executions = new Map<string, Execution>();
  const dispatches = new Map<string, Promise<void>>();
  /** Fixed when a run begins: a later deployment may say otherwise. */
  const timeouts = new Map<string, number>();
  let closed = false;

  const steps: RunSteps = createRunSteps({
    ...parts,
    timeoutSeconds: (run) => timeouts.get(run.id) ?? 0,
    claimedAt: (run) => executions.get(run.id)?.claimedAt ?? null,
  });

  const execute = (
    run: Run,
    work: (stop: StopRequest) => Promise<void>,
    claimedAt: Date | null,
    timeoutSeconds: number,
  ) => {
    const stop = createStopRequest();
    timeouts.set(run.id, timeoutSeconds);
    const done = work(stop)
      .catch((error: unknown) =>
        parts.log.error({ run: run.id, error }, 'the end of a run could not be recorded'),
      )
      .finally(() => {
        executions.delete(run.id);
        timeouts.delete(run.id);
        wake(run.project, run.environment);
      });
    executions.set(run.id, { run, stop, claimedAt, done });
  };

  const claimAll = async (project: string, environment: string) => {
    for (;;) {
      const stage = stages.get(keyOf(project, environment));
      if (stage === undefined || closed) return;
      const run = await claimNextRun(
        store.db,
        project,
        environment,
        parts.cap,
        stage.deployment.id,
        containerIdOf,
      );
      if (run === null) return;
      const begin = async (stop: StopRequest) => {
        await showStarted(store, run);
        await executeRun(steps, stage, run, stop);
      };
      const timeoutSeconds = stage.deployment.definition.tasks[run.task]?.run.timeoutSeconds ?? 0;
      execute(run, begin, new Date(), timeoutSeconds);
    }
  };

  /** One dispatcher at a time for an environment; a wake-up while it works makes it look once more. */
  const wake = (project: string, environment: string) => {
    const key = keyOf(project, environment);
    const former = dispatches.get(key) ?? Promise.resolve();
    const next = former
      .then(() => claimAll(project, environment))
      .catch((error: unknown) =>
        parts.log.error({ project, environment, error }, 'the queue could not be read'),
      );
    dispatches.set(key, next);
  };

  const stopAll = async (chosen: (execution: Execution) => boolean, reason: StopReason) => {
    const stopping = [...executions.values()].filter(chosen);
    for (const { stop } of stopping) stop.ask(reason);
    await Promise.all(stopping.map(({ done }) => done));
  };

  return {
    async trigger(request) {
      const { activity } = await accept(store, request);
      wake(request.project, request.environment);
      return activity;
    },
    async cancel(runId, by) {
      const asked = () => executions.get(runId)?.stop.ask({ kind: 'cancelled', by }) === true;
      if (asked()) return;
      const run = await findRun(store.db, runId);
      if (run === null) throw new ErrandError('activity_not_found', `there is no run '${runId}'`);
      if (run.state === 'queued') return steps.recordEnd(run, { kind: 'cancelled', by }, null);
      // A run that is just leaving the queue is known as soon as its dispatcher has done its round.
      await dispatches.get(keyOf(run.project, run.environment));
      if (!asked())
        throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
    },
    async clearStage(project, environment, by) {
      const key = keyOf(project, environment);
      const stage = stages.get(key);
      stages.delete(key);
      await dispatches.get(key);
      await stopAll(({ run }) => keyOf(run.project, run.environment) === key, { kind: 'deployed_over', by });
      await stage?.close();
    },
    setStage(project, environment, stage) {
      stages.set(keyOf(project, environment), stage);
      wake(project, environment);
    },
    resume(run, prepared, timeoutSeconds) {
      execute(run, (stop) => resumeRun(steps, prepared, run, stop), null, timeoutSeconds);
    },
    async close(by) {
      closed = true;
      await Promise.all(dispatches.values());
      await stopAll(() => true, { kind: 'cancelled', by });
    },
  };
}
