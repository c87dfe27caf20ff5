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
import { createRunSteps } from './run-steps.ts';
import type { PreparedRun, Stage } from './stage.ts';
import { createStopRequest, type StopReason, type StopRequest } from './stop-request.ts';
import type { TaskRunner, TriggerRequest } from './task-runner.ts';

export interface QueueRunnerParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  /** Runs of one environment that execute at once (T21). */
  readonly runsAtOnce: number;
  readonly graceMilliseconds: number;
}

/** Gives queued runs their slots, and keeps those that execute. */
export interface QueueRunner extends TaskRunner, Runs {
  /** Goes on with a run that outlived the server. */
  resume(run: Run, prepared: PreparedRun, timeoutSeconds: number): void;
  /** Stops every run that executes and starts no more. */
  close(by: Actor): Promise<void>;
}

/** What is fixed when a run leaves the queue; a later deployment may say otherwise. */
interface Terms {
  readonly claimedAt: Date | null;
  readonly timeoutSeconds: number;
}

interface Execution extends Terms {
  readonly run: Run;
  readonly stop: StopRequest;
  readonly done: Promise<void>;
}

const keyOf = (project: string, environment: string) => `${project}/${environment}`;

export function createQueueRunner(parts: QueueRunnerParts): QueueRunner {
  return new DurableQueue(parts);
}

class DurableQueue implements QueueRunner {
  readonly #parts: QueueRunnerParts;
  readonly #steps: RunSteps;
  readonly #stages = new Map<string, Stage>();
  readonly #executions = new Map<string, Execution>();
  /** The dispatcher of each environment: one at a time, each after the former. */
  readonly #dispatches = new Map<string, Promise<void>>();
  #closed = false;

  constructor(parts: QueueRunnerParts) {
    this.#parts = parts;
    this.#steps = createRunSteps(parts);
  }

  async trigger(request: TriggerRequest) {
    const { activity } = await accept(this.#parts.store, request);
    this.#wake(request.project, request.environment);
    return activity;
  }

  async cancel(runId: string, by: Actor): Promise<void> {
    const asked = () => this.#executions.get(runId)?.stop.ask({ kind: 'cancelled', by }) === true;
    if (asked()) return;
    const run = await findRun(this.#parts.store.db, runId);
    if (run === null) throw new ErrandError('activity_not_found', `there is no run '${runId}'`);
    // A run that is just leaving the queue is an execution by the time it is this one's turn.
    const ended = await this.#inTurn(run.project, run.environment, () => this.#cancelQueued(runId, by));
    if (ended || asked()) return;
    throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
  }

  setStage(project: string, environment: string, stage: Stage): void {
    this.#stages.set(keyOf(project, environment), stage);
    this.#wake(project, environment);
  }

  async clearStage(project: string, environment: string, by: Actor): Promise<void> {
    const key = keyOf(project, environment);
    const stage = this.#stages.get(key);
    this.#stages.delete(key);
    await this.#dispatches.get(key);
    const isHere = ({ run }: Execution) => keyOf(run.project, run.environment) === key;
    await this.#stop(isHere, { kind: 'deployed_over', by });
    await stage?.close();
  }

  resume(run: Run, prepared: PreparedRun, timeoutSeconds: number): void {
    const terms = { claimedAt: null, timeoutSeconds };
    this.#execute(run, terms, (stop) => resumeRun(this.#steps, prepared, run, terms, stop));
  }

  async close(by: Actor): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#dispatches.values());
    await this.#stop(() => true, { kind: 'cancelled', by });
  }

  /** One after the other for an environment: nothing leaves its queue while `work` looks at it. */
  #inTurn<T>(project: string, environment: string, work: () => Promise<T>): Promise<T> {
    const key = keyOf(project, environment);
    const turn = (this.#dispatches.get(key) ?? Promise.resolve()).then(work);
    const over = () => undefined;
    this.#dispatches.set(key, turn.then(over, over));
    return turn;
  }

  /** A wake-up while the dispatcher works makes it look once more. */
  #wake(project: string, environment: string): void {
    this.#inTurn(project, environment, () => this.#dispatch(project, environment)).catch((error: unknown) =>
      this.#parts.log.error({ project, environment, error }, 'the queue could not be read'),
    );
  }

  async #cancelQueued(runId: string, by: Actor): Promise<boolean> {
    const run = await findRun(this.#parts.store.db, runId);
    if (run?.state !== 'queued') return false;
    await this.#steps.recordEnd(run, { kind: 'cancelled', by }, null, null);
    return true;
  }

  async #dispatch(project: string, environment: string): Promise<void> {
    const { store, runsAtOnce } = this.#parts;
    for (;;) {
      const stage = this.#stages.get(keyOf(project, environment));
      if (stage === undefined || this.#closed) return;
      const { id, definition } = stage.deployment;
      const reserve = (next: Run) => stage.reserve(next);
      const run = await claimNextRun(store.db, project, environment, runsAtOnce, id, reserve);
      if (run === null) return;
      const timeoutSeconds = definition.tasks[run.task]?.run.timeoutSeconds ?? 0;
      const terms = { claimedAt: new Date(), timeoutSeconds };
      this.#execute(run, terms, (stop) => executeRun(this.#steps, stage, run, terms, stop));
    }
  }

  #execute(run: Run, terms: Terms, work: (stop: StopRequest) => Promise<void>): void {
    const stop = createStopRequest();
    const done = work(stop)
      .catch((error: unknown) =>
        this.#parts.log.error({ run: run.id, error }, 'the end of a run could not be recorded'),
      )
      .finally(() => {
        this.#executions.delete(run.id);
        this.#wake(run.project, run.environment);
      });
    this.#executions.set(run.id, { ...terms, run, stop, done });
  }

  async #stop(chosen: (execution: Execution) => boolean, reason: StopReason): Promise<void> {
    const stopping = [...this.#executions.values()].filter(chosen);
    for (const { stop } of stopping) stop.ask(reason);
    await Promise.all(stopping.map(({ done }) => done));
  }
}
