import type { Activity } from '../activity/activity.ts';
import type { CronDefinition } from '../config/definition.ts';
import type { DeployOverRuns } from '../deploy/clusters.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import { insertActivity } from '../store/activities/insert-activity.ts';
import type { PreparedRun, Stage } from '../task/stage.ts';
import { cancellationBy, createStopRequest, type StopRequest } from '../task/stop-request.ts';
import { cronActivity, cronOf } from './cron-activity.ts';
import { type CronClock, openCronClock } from './cron-clock.ts';
import {
  type CronExecutionParts,
  type CronRecordParts,
  endedWithin,
  executeCron,
  recordCronEnd,
  resumeCron,
} from './cron-execution.ts';
import { type CronJob, cronJobsOf, cronsRest } from './cron-job.ts';

export interface CronRunnerParts extends CronRecordParts {
  /** How long a deploy waits for crons that run. */
  readonly deployWaitMilliseconds: number;
  readonly pauseAfterDays: number;
}

/** Runs the crons of all environments: of an application one at a time, and never two of the same. */
export interface CronRunner {
  /** From now on the crons of this deployment are due. */
  setStage(project: string, environment: string, stage: Stage): void;
  /**
   * Begins no cron of the environment until a stage is set, and waits for those that run; after a while they are asked to
   * end. Where the deploy is cancelled meanwhile, all is as it was and this throws.
   */
  clearStage(project: string, environment: string, by: Actor, deploy: DeployOverRuns): Promise<void>;
  /** Begins no cron of the environment any more, and cancels those that wait or run; resolves when all have ended. */
  endAll(project: string, environment: string, by: Actor): Promise<void>;
  /** Asks a cron that waits or runs to end. Error: `not_cancellable`. */
  cancel(activityId: string, by: Actor): Promise<void>;
  /** Goes on with a cron that outlived the server. */
  resume(activity: Activity, definition: CronDefinition, prepared: PreparedRun): void;
  /** Begins none any more; those that run are ended, or left to run on for the next server. */
  close(by: Actor, running: 'stop' | 'keep'): Promise<void>;
}

interface Execution {
  readonly activity: Activity;
  readonly stop: StopRequest;
  readonly done: Promise<void>;
  begun: boolean;
}

const keyOf = (project: string, environment: string) => `${project}/${environment}`;

export function createCronRunner(parts: CronRunnerParts): CronRunner {
  return new OneAtATime(parts);
}

class OneAtATime implements CronRunner {
  readonly #parts: CronRunnerParts & CronExecutionParts;
  readonly #clock: CronClock;
  readonly #stages = new Map<string, Stage>();
  /** Those who wait for an environment's stage. */
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  readonly #executions = new Map<string, Execution>();
  /** The last run of each application: the next begins when it has ended. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: CronRunnerParts) {
    this.#parts = { ...parts, stopping: this.#stopping.signal };
    this.#clock = openCronClock((job) => this.#due(job), parts.log);
  }

  setStage(project: string, environment: string, stage: Stage): void {
    const key = keyOf(project, environment);
    this.#stages.set(key, stage);
    this.#clock.set(key, this.#stopping.signal.aborted ? [] : cronJobsOf(stage));
    this.#waiting.get(key)?.resolve();
    this.#waiting.delete(key);
  }

  async clearStage(project: string, environment: string, by: Actor, deploy: DeployOverRuns): Promise<void> {
    const key = keyOf(project, environment);
    const former = this.#stages.get(key);
    this.#stages.delete(key);
    this.#clock.set(key, []);
    const running = [...this.#executions.values()].filter(
      ({ activity, begun }) => begun && keyOf(activity.project, activity.environment) === key,
    );
    for (const { activity } of running) {
      const { name, application } = cronOf(activity);
      deploy.say(`Waiting for cron ${name} of ${application} to end (activity ${activity.id})`);
    }
    try {
      const done = running.map((execution) => execution.done);
      if (await endedWithin(done, this.#parts.deployWaitMilliseconds, deploy.signal)) return;
      for (const { stop } of running) stop.ask({ kind: 'deployed_over', by });
      await Promise.all(done);
    } catch (error) {
      if (former !== undefined) this.setStage(project, environment, former);
      throw error;
    }
  }

  async endAll(project: string, environment: string, by: Actor): Promise<void> {
    const key = keyOf(project, environment);
    this.#stages.delete(key);
    this.#clock.set(key, []);
    const ending = [...this.#executions.values()].filter(
      ({ activity }) => keyOf(activity.project, activity.environment) === key,
    );
    for (const { stop } of ending) stop.ask(cancellationBy(by, new Date()));
    await Promise.all(ending.map(({ done }) => done));
  }

  async cancel(activityId: string, by: Actor): Promise<void> {
    const execution = this.#executions.get(activityId);
    if (execution?.stop.ask(cancellationBy(by, new Date())) === true) return;
    throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
  }

  resume(activity: Activity, definition: CronDefinition, prepared: PreparedRun): void {
    const stop = createStopRequest();
    this.#inTurn(activity, stop, async (execution) => {
      execution.begun = true;
      await resumeCron(this.#parts, activity, definition, prepared, stop);
    });
  }

  async close(by: Actor, running: 'stop' | 'keep'): Promise<void> {
    this.#stopping.abort();
    this.#clock.close();
    const reason = cancellationBy(by, new Date());
    const ending = [...this.#executions.values()].filter(({ begun }) => running === 'stop' || !begun);
    for (const { stop } of ending) stop.ask(reason);
    await Promise.all(ending.map(({ done }) => done));
  }

  #due(job: CronJob): void {
    const stage = this.#stages.get(keyOf(job.project, job.environment));
    if (stage === undefined || this.#stopping.signal.aborted) return;
    if (cronsRest(stage, new Date(), this.#parts.pauseAfterDays)) return;
    if (this.#isUnderWay(job)) {
      this.#parts.log.warn({ cron: job.seed }, 'a cron is due, but its former run has not ended');
      return;
    }
    const activity = cronActivity(job, stage);
    const stop = createStopRequest();
    this.#inTurn(activity, stop, (execution, turn) => this.#execute(job, execution, turn));
  }

  #isUnderWay({ project, environment, application, name }: CronJob): boolean {
    return [...this.#executions.values()].some(({ activity }) => {
      const cron = cronOf(activity);
      const isHere = activity.project === project && activity.environment === environment;
      return isHere && cron.application === application && cron.name === name;
    });
  }

  /** An application's next run begins when its last one has ended. */
  #inTurn(
    activity: Activity,
    stop: StopRequest,
    work: (execution: Execution, turn: Promise<void>) => Promise<void>,
  ): void {
    const key = `${keyOf(activity.project, activity.environment)}/${cronOf(activity).application}`;
    const turn = this.#turns.get(key) ?? Promise.resolve();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const execution: Execution = { activity, stop, done, begun: false };
    this.#executions.set(activity.id, execution);
    this.#turns.set(key, done);
    void work(execution, turn)
      .catch((error: unknown) => this.#parts.log.error({ activity: activity.id, error }, 'a cron failed'))
      .finally(() => {
        this.#executions.delete(activity.id);
        if (this.#turns.get(key) === done) this.#turns.delete(key);
        resolve();
      });
  }

  async #execute(job: CronJob, execution: Execution, turn: Promise<void>): Promise<void> {
    const { activity, stop } = execution;
    await insertActivity(this.#parts.store.db, activity);
    await Promise.race([turn, stop.asked]);
    const stage = await this.#stageFor(job, stop);
    if (stop.reason !== null && stop.reason.kind !== 'timed_out') {
      await recordCronEnd(this.#parts, activity, stop.reason, null);
      return;
    }
    const definition = stage?.deployment.definition.applications[job.application]?.crons[job.name];
    if (stage === null || definition === undefined) {
      const by = { kind: 'system', name: 'a deployment without it' } as const;
      await recordCronEnd(this.#parts, activity, { kind: 'deployed_over', by }, null);
      return;
    }
    execution.begun = true;
    await executeCron(this.#parts, stage, activity, definition, stop);
  }

  /** The environment's stage, waited for while a deploy goes on; null where the cron is asked to end first. */
  async #stageFor({ project, environment }: CronJob, stop: StopRequest): Promise<Stage | null> {
    const key = keyOf(project, environment);
    for (;;) {
      const stage = this.#stages.get(key);
      if (stop.reason !== null) return null;
      if (stage !== undefined) return stage;
      const waiting = this.#waiting.get(key) ?? Promise.withResolvers<void>();
      this.#waiting.set(key, waiting);
      await Promise.race([waiting.promise, stop.asked]);
    }
  }
}
