import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { workloadLimits } from '../container/limits.ts';
import type { Container, Exit } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { beginRun } from '../store/runs/begin-run.ts';
import { endRun } from '../store/runs/end-run.ts';
import type { Store } from '../store/store.ts';
import { decideOutcome, startFailure } from './decide-outcome.ts';
import type { RunSteps, RunTerms } from './lifecycle.ts';
import type { Outcome } from './outcome.ts';
import { describeOutcome, finalChange } from './record-outcome.ts';
import { containerName, type Run } from './run.ts';
import type { PreparedRun, Stage } from './stage.ts';
import type { StopRequest } from './stop-request.ts';
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
  return new RealRunSteps(parts);
}

class RealRunSteps implements RunSteps {
  readonly #parts: RunStepsParts;

  constructor(parts: RunStepsParts) {
    this.#parts = parts;
  }

  async prepare(stage: Stage, run: Run): Promise<PreparedRun> {
    const { logs } = this.#parts;
    const prepared = await stage.prepare(run, logs.path(run.project, run.id));
    logs.append(run.project, run.id, `Starting task container ${containerName(run.task, run.id)}`);
    return prepared;
  }

  async recordStart(run: Run): Promise<Run> {
    const startedAt = new Date();
    await beginRun(this.#parts.store, run.id, startedAt);
    return { ...run, state: 'running', startedAt };
  }

  supervise(run: Run, { timeoutSeconds }: RunTerms, container: Container, stop: StopRequest): Promise<Exit> {
    const { graceMilliseconds } = this.#parts;
    const elapsed = run.startedAt === null ? 0 : Date.now() - run.startedAt.getTime();
    const remainingMilliseconds = timeoutSeconds * 1000 - elapsed;
    return supervise({ container, stop, remainingMilliseconds, graceMilliseconds });
  }

  decide({ timeoutSeconds }: RunTerms, exit: Exit, stop: StopRequest): Outcome {
    return decideOutcome(exit, stop.reason, { timeoutSeconds, memoryMiB: workloadLimits.memoryMiB });
  }

  failure(run: Run, error: unknown, stop: StopRequest): Outcome {
    this.#parts.log.warn({ run: run.id, error }, 'a run could not be carried out');
    const { reason } = stop;
    return reason === null || reason.kind === 'timed_out' ? startFailure(error) : reason;
  }

  async recordEnd(run: Run, outcome: Outcome, exit: Exit | null, terms: RunTerms | null): Promise<void> {
    const { store, logs, log } = this.#parts;
    if (outcome.kind !== 'succeeded') {
      logs.append(run.project, run.id, `Task ${run.task} ${describeOutcome(outcome)}`, 'stderr');
    }
    const endedAt = new Date();
    const claimedAt = terms === null ? null : (terms.claimedAt ?? run.startedAt);
    const activityChange = finalChange({ run, outcome, exit, endedAt, startedAt: run.startedAt, claimedAt });
    const recorded = await endRun(store, { id: run.id, outcome, endedAt, activityChange });
    logs.seal(run.project, run.id);
    log.info({ run: run.id, task: run.task, outcome, recorded }, 'a run ended');
  }

  async cleanUp(prepared: PreparedRun): Promise<void> {
    await prepared.close().catch((error: unknown) => {
      this.#parts.log.error({ container: prepared.container.id, error }, 'a container could not be removed');
    });
  }
}
