import type { Activity } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Artifacts } from '../artifact/artifacts.ts';
import type { Runs } from '../deploy/clusters.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { Cipher } from '../secret/cipher.ts';
import { findRun } from '../store/runs/find-run.ts';
import { queuedRunIds } from '../store/runs/queued-run-ids.ts';
import { recordStop } from '../store/runs/record-stop.ts';
import type { Store } from '../store/store.ts';
import { type AcceptParts, accept } from './accept.ts';
import { clearedForDeploy } from './clear-for-deploy.ts';
import { type Execution, Executions, stopAll, type Work } from './executions.ts';
import { leaveQueue } from './leave-queue.ts';
import { executeRun, type RunSteps, type RunTerms, resumeRun } from './lifecycle.ts';
import type { Outcome } from './outcome.ts';
import { openQueueClock, type QueueClock } from './queue-clock.ts';
import { openQueueDesk, type QueueDesk } from './queue-desk.ts';
import type { Run } from './run.ts';
import type { RunObserver } from './run-observer.ts';
import type { RunPayloads } from './run-payloads.ts';
import { createRunSteps } from './run-steps.ts';
import { termsOf } from './run-terms.ts';
import type { PreparedRun, Stage } from './stage.ts';
import { cancellationBy } from './stop-request.ts';
import type { OperatorLimits, QueueLimitChange, TaskRunner, TriggerRequest } from './task-runner.ts';

export interface QueueRunnerParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  readonly payloads: RunPayloads;
  readonly cipher: Cipher;
  readonly observer: RunObserver;
  readonly artifacts: Artifacts;
  /** Runs of one environment that execute at once (T21), where nothing else is said. */
  readonly runsAtOnce: number;
  readonly operatorLimits: OperatorLimits;
  /** How many triggers by workloads may lead to a run. */
  readonly longestChain: number;
  readonly graceMilliseconds: number;
  /** Stands around every run's steps, where somebody watches them. */
  readonly aroundSteps?: ((steps: RunSteps) => RunSteps) | undefined;
}

/** Gives queued runs their slots, and keeps those that execute. */
export interface QueueRunner extends TaskRunner, Runs {
  /** Runs that left the queue and have not ended. */
  readonly executing: number;
  /** Records how a run ended that no container is left of. */
  settle(run: Run, outcome: Outcome): Promise<void>;
  /** Goes on with a run that outlived the server. */
  resume(run: Run, prepared: PreparedRun, terms: RunTerms): void;
  /** Looks after the times at which runs come due and expire; to be called once what was there is recovered. */
  open(): void;
  /** Starts no more runs. Stops every one that executes, or leaves them to the next server. */
  close(by: Actor, executing: 'stop' | 'keep'): Promise<void>;
}

/** After a failure to read the queue, as of a full disk, that nothing else would end. */
const wakeAgainMilliseconds = 1000;

const keyOf = (project: string, environment: string) => `${project}/${environment}`;

export function createQueueRunner(parts: QueueRunnerParts): QueueRunner {
  return new DurableQueue(parts);
}

class DurableQueue implements QueueRunner {
  readonly #parts: QueueRunnerParts;
  readonly #accepting: AcceptParts;
  readonly #steps: RunSteps;
  readonly #desk: QueueDesk;
  readonly #clock: QueueClock;
  readonly #executions: Executions;
  readonly #stages = new Map<string, Stage>();
  /** The dispatcher of each environment: one at a time, each after the former. */
  readonly #dispatches = new Map<string, Promise<void>>();
  /** Environments whose dispatcher is called and has not begun to look. */
  readonly #woken = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(parts: QueueRunnerParts) {
    const { store, log } = parts;
    this.#parts = parts;
    this.#desk = openQueueDesk(parts);
    this.#accepting = {
      ...parts,
      checkFree: (transaction, request) => this.#desk.checkFree(transaction, request),
    };
    this.#clock = openQueueClock({
      store,
      log,
      onDue: ({ project, environment }) => this.#wake(project, environment),
      expire: (run) => this.#expire(run),
    });
    const { aroundSteps = (steps) => steps } = parts;
    this.#steps = aroundSteps(
      createRunSteps({
        ...parts,
        onRetry: (dueAt) => this.#clock.consider(dueAt),
        stopping: this.#stopping.signal,
      }),
    );
    this.#executions = new Executions((run, error) =>
      log.error({ run: run.id, error }, 'the end of a run could not be recorded'),
    );
  }

  get executing(): number {
    return this.#executions.size;
  }

  async trigger(request: TriggerRequest): Promise<Activity> {
    const { run, activity } = await accept(this.#accepting, request);
    if (run === null) return activity;
    for (const moment of [run.dueAt, run.expiresAt]) if (moment !== null) this.#clock.consider(moment);
    if (run.dueAt === null) this.#wake(request.project, request.environment);
    return activity;
  }

  async cancel(runId: string, by: Actor): Promise<void> {
    if (await this.#cancelExecution(runId, by)) return;
    const run = await findRun(this.#parts.store.db, runId);
    if (run === null) throw new ErrandError('activity_not_found', `there is no run '${runId}'`);
    // A run that is just leaving the queue is an execution by the time it is this one's turn.
    const outcome = cancellationBy(by, new Date());
    const ended = await this.#inTurn(run.project, run.environment, () => this.#endQueued(runId, outcome));
    if (ended || (await this.#cancelExecution(runId, by))) return;
    throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
  }

  queueOf(runId: string) {
    return this.#desk.queueOf(runId);
  }

  queueState(project: string, environment: string) {
    return this.#desk.queueState(project, environment);
  }

  async setLimits(project: string, environment: string, change: QueueLimitChange): Promise<void> {
    await this.#desk.setLimits(project, environment, change);
    this.#wake(project, environment);
  }

  setStage(project: string, environment: string, stage: Stage): void {
    this.#stages.set(keyOf(project, environment), stage);
    this.#wake(project, environment);
  }

  async clearStage(...[project, environment, by, deploy]: Parameters<Runs['clearStage']>): Promise<void> {
    const stage = await this.#takeStage(project, environment);
    try {
      await clearedForDeploy(this.#executions.of(project, environment), by, deploy);
    } catch (error) {
      if (stage !== undefined) this.setStage(project, environment, stage);
      throw error;
    }
    await stage?.close();
  }

  stageOf(project: string, environment: string): Stage | undefined {
    return this.#stages.get(keyOf(project, environment));
  }

  async cancelQueued(project: string, environment: string, by: Actor): Promise<void> {
    const outcome = cancellationBy(by, new Date());
    for (;;) {
      const ids = await queuedRunIds(this.#parts.store.db, project, environment);
      if (ids.length === 0) return;
      for (const id of ids) await this.#inTurn(project, environment, () => this.#endQueued(id, outcome));
    }
  }

  async endAll(project: string, environment: string, by: Actor): Promise<void> {
    const stage = await this.#takeStage(project, environment);
    await stopAll(this.#executions.of(project, environment), cancellationBy(by, new Date()));
    await stage?.close();
    await this.cancelQueued(project, environment, by);
  }

  settle(run: Run, outcome: Outcome): Promise<void> {
    return this.#steps.recordEnd(run, outcome, null);
  }

  resume(run: Run, prepared: PreparedRun, terms: RunTerms): void {
    const { stop } = this.#execute(run, terms, (stop, begun) =>
      resumeRun(this.#steps, prepared, run, { terms, stop, begun }),
    );
    const reason = run.stop ?? run.ending;
    if (reason !== null) stop.ask(reason);
  }

  open(): void {
    this.#clock.start();
  }

  async close(by: Actor, executing: 'stop' | 'keep'): Promise<void> {
    this.#stopping.abort();
    await this.#clock.close();
    await Promise.all(this.#dispatches.values());
    if (executing === 'stop') await stopAll(this.#executions.all(), cancellationBy(by, new Date()));
    else await Promise.all(this.#executions.all().map(({ settled }) => settled));
  }

  /** From when this resolves, no run of the environment leaves the queue until a stage is set. */
  async #takeStage(project: string, environment: string): Promise<Stage | undefined> {
    const key = keyOf(project, environment);
    const stage = this.#stages.get(key);
    this.#stages.delete(key);
    await this.#dispatches.get(key);
    return stage;
  }

  /** One after the other for an environment: nothing leaves its queue while `work` looks at it. */
  #inTurn<T>(project: string, environment: string, work: () => Promise<T>): Promise<T> {
    const key = keyOf(project, environment);
    const turn = (this.#dispatches.get(key) ?? Promise.resolve()).then(work);
    const over = () => undefined;
    this.#dispatches.set(key, turn.then(over, over));
    return turn;
  }

  /** A wake-up while the dispatcher works makes it look once more; however many came, once. */
  #wake(project: string, environment: string): void {
    const key = keyOf(project, environment);
    if (this.#woken.has(key)) return;
    this.#woken.add(key);
    const look = () => {
      this.#woken.delete(key);
      return this.#dispatch(project, environment);
    };
    this.#inTurn(project, environment, look).catch((error: unknown) => {
      this.#parts.log.error({ project, environment, error }, 'the queue could not be read');
      if (this.#stopping.signal.aborted) return;
      setTimeout(() => this.#wake(project, environment), wakeAgainMilliseconds).unref();
    });
  }

  async #cancelExecution(runId: string, by: Actor): Promise<boolean> {
    const cancellation = cancellationBy(by, new Date());
    const execution = this.#executions.find(runId);
    if (execution?.stop.ask(cancellation) !== true) return false;
    if (await recordStop(this.#parts.store, runId, cancellation)) return true;
    // It was over in that moment, and is queued again where another attempt follows.
    await execution.done;
    return false;
  }

  async #expire(run: Run): Promise<void> {
    const outcome = { kind: 'expired', at: new Date().toISOString() } as const;
    await this.#inTurn(run.project, run.environment, () => this.#endQueued(run.id, outcome));
  }

  async #endQueued(runId: string, outcome: Outcome): Promise<boolean> {
    const run = await findRun(this.#parts.store.db, runId);
    if (run?.state !== 'queued') return false;
    await this.#steps.recordEnd(run, outcome, null);
    return true;
  }

  async #dispatch(project: string, environment: string): Promise<void> {
    const { store, graceMilliseconds } = this.#parts;
    for (;;) {
      const stage = this.#stages.get(keyOf(project, environment));
      if (stage === undefined || this.#stopping.signal.aborted) return;
      const { id: deployment, definition } = stage.deployment;
      const limits = await this.#desk.limits(project, environment);
      const run = await leaveQueue(store, stage, { project, environment, limits, deployment });
      if (run === null) return;
      const terms = termsOf(run, definition, graceMilliseconds);
      this.#execute(run, terms, (stop, begun) => executeRun(this.#steps, stage, run, { terms, stop, begun }));
    }
  }

  #execute(run: Run, terms: RunTerms, work: Work): Execution {
    return this.#executions.start(run, terms, work, () => this.#wake(run.project, run.environment));
  }
}
