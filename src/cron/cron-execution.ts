import { setTimeout as delay } from 'node:timers/promises';
import type { Activity } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { CronDefinition } from '../config/definition.ts';
import { workloadLimits } from '../container/limits.ts';
import type { Exit } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import type { Store } from '../store/store.ts';
import { cleanUp } from '../task/clean-up.ts';
import { decideOutcome, startFailure } from '../task/decide-outcome.ts';
import type { Outcome } from '../task/outcome.ts';
import { describeOutcome } from '../task/record-outcome.ts';
import type { PreparedRun, Stage } from '../task/stage.ts';
import type { StopRequest } from '../task/stop-request.ts';
import { cronContainerId, cronEnd, cronOf } from './cron-activity.ts';
import { superviseCron } from './supervise-cron.ts';

/** Where it is written down how a cron went. */
export interface CronRecordParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
}

export interface CronExecutionParts extends CronRecordParts {
  /** Fires when the server stops. */
  readonly stopping: AbortSignal;
}

/** Writes down how a cron ended, and seals its log. */
export async function recordCronEnd(
  { store, logs, log }: CronRecordParts,
  activity: Activity,
  outcome: Outcome,
  exit: Exit | null,
): Promise<void> {
  const { project, id } = activity;
  if (outcome.kind !== 'succeeded')
    logs.append(project, id, `Cron ${cronOf(activity).name} ${describeOutcome(outcome)}`, 'stderr');
  await changeActivity(store.db, id, cronEnd(activity, outcome, exit, new Date()));
  logs.seal(project, id);
  log.info({ cron: cronOf(activity), activity: id, outcome }, 'a cron ended');
}

function failureOf(error: unknown, { reason }: StopRequest): Outcome {
  return reason === null || reason.kind === 'timed_out' ? startFailure(error) : reason;
}

/** From the prepared container to the recorded end, and everything taken away. */
async function carryOut(
  parts: CronExecutionParts,
  activity: Activity,
  definition: CronDefinition,
  prepared: PreparedRun,
  stop: StopRequest,
): Promise<void> {
  const { timeoutSeconds } = definition;
  // A clock that went back makes it no longer.
  const elapsed = Math.max(0, Date.now() - (activity.startedAt ?? new Date()).getTime());
  try {
    await prepared.begin();
    const exit = await superviseCron({
      container: prepared.container,
      stop,
      stopCommand: definition.stop,
      shutdownMilliseconds: definition.shutdownTimeoutSeconds * 1000,
      remainingMilliseconds: timeoutSeconds * 1000 - elapsed,
      output: (line, stream) => parts.logs.append(activity.project, activity.id, line, stream),
      failed: (error) =>
        parts.log.error({ activity: activity.id, error }, 'a cron could not be asked to end'),
    });
    const limits = { timeoutSeconds, memoryMiB: workloadLimits.memoryMiB };
    await recordCronEnd(parts, activity, decideOutcome(exit, stop.reason, limits), exit);
  } catch (error) {
    await recordCronEnd(parts, activity, failureOf(error, stop), null);
  } finally {
    await cleanUp(prepared, parts);
  }
}

/** One run of a cron, from its turn to its end. `begun` is called when its command is about to begin. */
export async function executeCron(
  parts: CronExecutionParts,
  stage: Stage,
  pending: Activity,
  definition: CronDefinition,
  stop: StopRequest,
): Promise<void> {
  const { project, id } = pending;
  const { application, name } = cronOf(pending);
  let prepared: PreparedRun | undefined;
  const startedAt = new Date();
  const activity: Activity = { ...pending, state: 'in_progress', startedAt };
  try {
    prepared = await stage.prepareCommand({
      containerId: cronContainerId(id),
      hostname: `${application}--cron--${id.slice(0, 8)}`,
      application,
      command: definition.start,
      logPath: parts.logs.path(project, id),
    });
    parts.logs.append(project, id, `Starting cron ${name} of ${application}`);
    // For good: after a crash, one that may have begun is never begun again.
    await changeActivity(parts.store.db, id, { state: 'in_progress', startedAt });
  } catch (error) {
    if (prepared !== undefined) await cleanUp(prepared, parts);
    await recordCronEnd(parts, pending, failureOf(error, stop), null);
    return;
  }
  await carryOut(parts, activity, definition, prepared, stop);
}

/** A run that outlived the server that began it. */
export function resumeCron(
  parts: CronExecutionParts,
  activity: Activity,
  definition: CronDefinition,
  prepared: PreparedRun,
  stop: StopRequest,
): Promise<void> {
  return carryOut(parts, activity, definition, prepared, stop);
}

/** Waits for the ends of executions, or until the time is over. Throws where the signal fires first. */
export async function endedWithin(
  done: readonly Promise<void>[],
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const over = new AbortController();
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const ended = Promise.all(done).then(() => true);
  const late = delay(milliseconds, false, { signal: either });
  try {
    return await Promise.race([ended, late]);
  } finally {
    late.catch(() => undefined);
    over.abort();
  }
}
