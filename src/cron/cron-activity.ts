import type { Activity, ActivityChange } from '../activity/activity.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import type { Exit } from '../engine/engine.ts';
import type { Outcome } from '../task/outcome.ts';
import { outcomePayload, stateOf } from '../task/record-outcome.ts';
import type { Stage } from '../task/stage.ts';
import type { CronJob } from './cron-job.ts';

const actor = { kind: 'system', name: 'cron' } as const;

/** The record of one run of a cron, with the original's parameters (wire.md 3.1). */
export function cronActivity(job: CronJob, { environment }: Pick<Stage, 'environment'>): Activity {
  const { project, application, name, definition } = job;
  return pendingActivity({
    type: 'environment.cron',
    project,
    environment: job.environment,
    actor,
    parameters: {
      user: null,
      cluster: `${project}-${environment.machineName}`,
      environment: job.environment,
      application,
      cron: name,
      spec: definition.spec,
    },
    text: `Cron ${name} of ${application} ran on ${job.environment}`,
  });
}

/** Application and name of an activity's cron. */
export function cronOf({ parameters }: Pick<Activity, 'parameters'>) {
  return { application: String(parameters.application), name: String(parameters.cron) };
}

/** Name of the container of a run, which leads back to its activity. */
export function cronContainerId(activityId: string): string {
  return `cron-${activityId}`;
}

/** Id of the activity that such a container belongs to; null for another container. */
export function activityOfCronContainer(containerId: string): string | null {
  return containerId.startsWith('cron-') ? containerId.slice('cron-'.length) : null;
}

const seconds = (from: Date | null, to: Date) =>
  from === null ? 0 : Math.max(0, to.getTime() - from.getTime()) / 1000;

/** The activity's last change. */
export function cronEnd(
  activity: Pick<Activity, 'parameters' | 'createdAt' | 'startedAt'>,
  outcome: Outcome,
  exit: Exit | null,
  endedAt: Date,
): ActivityChange {
  const state = stateOf(outcome);
  const exitCode = exit?.kind === 'exited' ? exit.exitCode : null;
  const app = cronOf(activity).application;
  return {
    ...state,
    completedAt: endedAt,
    ...(state.state === 'cancelled' ? { cancelledAt: endedAt } : {}),
    commands: exitCode === null ? [] : [{ app, type: 'cron', exitCode }],
    timings: {
      wait: seconds(activity.createdAt, activity.startedAt ?? endedAt),
      execute: seconds(activity.startedAt, endedAt),
    },
    payload: {
      outcome: outcomePayload(outcome, exit),
      ...(outcome.kind === 'cancelled' ? { cancelled_by: outcome.by } : {}),
    },
  };
}
