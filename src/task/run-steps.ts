import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Artifacts, KeptArtifacts } from '../artifact/artifacts.ts';
import { workloadLimits } from '../container/limits.ts';
import type { Container, Exit } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { beginRun } from '../store/runs/begin-run.ts';
import { endRun } from '../store/runs/end-run.ts';
import { findRun } from '../store/runs/find-run.ts';
import { recordEnding } from '../store/runs/record-ending.ts';
import { retryRun } from '../store/runs/retry-run.ts';
import type { Store } from '../store/store.ts';
import { cleanUp } from './clean-up.ts';
import { decideOutcome, startFailure } from './decide-outcome.ts';
import { decideAfterAttempt } from './decide-retry.ts';
import type { RunSteps, RunTerms } from './lifecycle.ts';
import type { Outcome } from './outcome.ts';
import { attemptRecord, describeOutcome, finalChange, type RunEnding, timingsOf } from './record-outcome.ts';
import { attemptsOf, containerName, type Run } from './run.ts';
import type { RunObserver } from './run-observer.ts';
import type { RunPayloads } from './run-payloads.ts';
import type { PreparedRun, Stage } from './stage.ts';
import type { StopReason, StopRequest } from './stop-request.ts';
import { supervise } from './supervise.ts';
import { untilRecorded } from './until-recorded.ts';

export interface RunStepsParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  readonly payloads: RunPayloads;
  readonly observer: RunObserver;
  readonly artifacts: Artifacts;
  /** A run is to begin again, not before. */
  readonly onRetry: (dueAt: Date) => void;
  /** Fires when the server stops: what the disk does not take then is left to the next one. */
  readonly stopping: AbortSignal;
}

/** The steps of `lifecycle.ts` on a real store, log and container. */
export function createRunSteps(parts: RunStepsParts): RunSteps {
  return new RealRunSteps(parts);
}

class RealRunSteps implements RunSteps {
  readonly #parts: RunStepsParts;
  /** When runs that this process began were begun, by the clock that nobody sets. */
  readonly #begunAt = new WeakMap<Run, number>();

  constructor(parts: RunStepsParts) {
    this.#parts = parts;
  }

  async prepare(stage: Stage, run: Run): Promise<PreparedRun> {
    const { logs } = this.#parts;
    const { project, id } = run;
    const payload = await this.#payload(stage, run);
    const prepared = await stage.prepare(run, { logPath: logs.path(project, id), payload });
    try {
      logs.append(project, id, `Starting task container ${containerName(run.task, id)}${attemptOf(run)}`);
      return prepared;
    } catch (error) {
      await this.cleanUp(prepared);
      throw error;
    }
  }

  async #payload(stage: Stage, run: Run): Promise<string | null> {
    if (run.options.payload === null) return null;
    try {
      return await this.#parts.payloads.read(run.project, run.id);
    } catch (error) {
      await stage.release(run);
      throw error;
    }
  }

  async recordStart(run: Run): Promise<Run> {
    const [startedAt, begunAt] = [new Date(), performance.now()];
    await beginRun(this.#parts.store, run.id, startedAt);
    const begun: Run = { ...run, state: 'running', startedAt };
    this.#begunAt.set(begun, begunAt);
    return begun;
  }

  supervise(run: Run, terms: RunTerms, container: Container, stop: StopRequest): Promise<Exit> {
    const { timeoutSeconds, graceMilliseconds } = terms;
    const remainingMilliseconds = timeoutSeconds * 1000 - this.#elapsed(run);
    const { store, log } = this.#parts;
    const told = (message: string) => (error: unknown) => log.error({ run: run.id, error }, message);
    const remember = (reason: StopReason) =>
      recordEnding(store.db, run.id, reason).catch(told('why a run is to end could not be written down'));
    const failed = told('a run could not be asked to end');
    return supervise({ container, stop, remainingMilliseconds, graceMilliseconds, remember, failed });
  }

  /** Of a run that a former server began, only the time of day is known; it may have been set back since. */
  #elapsed(run: Run): number {
    const begunAt = this.#begunAt.get(run);
    if (begunAt !== undefined) return performance.now() - begunAt;
    return run.startedAt === null ? 0 : Math.max(0, Date.now() - run.startedAt.getTime());
  }

  decide({ timeoutSeconds }: RunTerms, exit: Exit, stop: StopRequest): Outcome {
    return decideOutcome(exit, stop.reason, { timeoutSeconds, memoryMiB: workloadLimits.memoryMiB });
  }

  failure(run: Run, error: unknown, stop: StopRequest): Outcome {
    this.#parts.log.warn({ run: run.id, error }, 'a run could not be carried out');
    const { reason } = stop;
    return reason === null || reason.kind === 'timed_out' ? startFailure(error) : reason;
  }

  async collect(run: Run, { output }: PreparedRun): Promise<KeptArtifacts | null> {
    if (output === null) return null;
    const { artifacts, log } = this.#parts;
    try {
      const kept = await artifacts.keep(run.project, run.id, output);
      if (kept?.resultProblem !== undefined)
        this.#remark(run, `result.json is not shown: ${kept.resultProblem}`);
      return kept;
    } catch (error) {
      log.error({ run: run.id, error }, 'the results of a run could not be kept');
      this.#remark(run, 'The results could not be kept; the log of the server says why');
      return null;
    }
  }

  /** A line in the run's log on which nothing depends. Never throws. */
  #remark({ project, id }: Run, line: string): void {
    const { logs, log } = this.#parts;
    try {
      logs.append(project, id, line, 'stderr');
    } catch (error) {
      log.error({ run: id, line, error }, "a line could not be written to a run's log");
    }
  }

  async recordEnd(
    run: Run,
    outcome: Outcome,
    exit: Exit | null,
    kept: KeptArtifacts | null = null,
  ): Promise<void> {
    const ending = { run, outcome, exit, kept, endedAt: new Date() };
    const next = decideAfterAttempt(run, outcome, ending.endedAt);
    if (next.kind === 'retry' && (await this.#retry(ending, next.dueAt))) return;
    const asked = next.kind === 'retry' ? (await findRun(this.#parts.store.db, run.id))?.stop : null;
    await this.#end({ ...ending, outcome: asked ?? outcome });
  }

  cleanUp(prepared: PreparedRun): Promise<void> {
    return cleanUp(prepared, this.#parts);
  }

  /** A full disk delays an end and loses none (P18). */
  #surely<T>({ id }: Run, work: () => Promise<T>): Promise<T> {
    const { stopping: signal, log } = this.#parts;
    const onFault = (error: unknown) =>
      log.error({ run: id, error }, 'the store or its disk does not take the end of a run');
    return untilRecorded(work, { signal, onFault });
  }

  /** False where the run ended or was cancelled before. */
  async #retry(ending: RunEnding, dueAt: Date | null): Promise<boolean> {
    const { store, log, observer, onRetry } = this.#parts;
    const { run, outcome, endedAt } = ending;
    const pause =
      dueAt === null ? '' : ` in ${Math.round((dueAt.getTime() - endedAt.getTime()) / 100) / 10} s`;
    const next = `attempt ${run.attempt + 1} of ${attemptsOf(run)} follows${pause}`;
    const retry = { id: run.id, attempt: attemptRecord(ending), dueAt };
    if (!(await this.#surely(run, () => retryRun(store, retry)))) return false;
    this.#remark(run, `Task ${run.task} ${describeOutcome(outcome)}; ${next}`);
    log.info({ run: run.id, task: run.task, outcome, attempt: run.attempt }, 'an attempt ended');
    observer.retried({ ...run, outcome: outcome.kind, timings: timingsOf(ending) });
    if (dueAt !== null) onRetry(dueAt);
    return true;
  }

  async #end(ending: RunEnding): Promise<void> {
    const { store, logs, log, observer, payloads } = this.#parts;
    const { run, outcome, endedAt } = ending;
    if (outcome.kind !== 'succeeded') {
      const line = `Task ${run.task} ${describeOutcome(outcome)}`;
      await this.#surely(run, async () => logs.append(run.project, run.id, line, 'stderr'));
    }
    const attempt = run.attempt === 1 ? undefined : attemptRecord(ending);
    const activityChange = finalChange(ending);
    const end = { id: run.id, outcome, endedAt, activityChange, attempt };
    const recorded = await this.#surely(run, () => endRun(store, end));
    logs.seal(run.project, run.id);
    log.info({ run: run.id, task: run.task, outcome, recorded }, 'a run ended');
    if (recorded) observer.ended({ ...run, outcome: outcome.kind, timings: timingsOf(ending) });
    if (run.options.payload !== null) await payloads.remove(run.project, run.id);
  }
}

/** For the line in the log with which an attempt begins. */
function attemptOf(run: Run): string {
  return run.attempt === 1 ? '' : ` (attempt ${run.attempt} of ${attemptsOf(run)})`;
}
