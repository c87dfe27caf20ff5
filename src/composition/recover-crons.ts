import type { Activity } from '../activity/activity.ts';
import { cronContainerId, cronOf } from '../cron/cron-activity.ts';
import { recordCronEnd } from '../cron/cron-execution.ts';
import { readoptCommand } from '../deploy/readopt.ts';
import type { RelatedAround } from '../deploy/related.ts';
import type { Container } from '../engine/engine.ts';
import { listUnfinishedActivities } from '../store/activities/list-unfinished-activities.ts';
import { removeOrTell } from '../task/recovery.ts';
import type { RecoverParts } from './recover.ts';

const lost = { kind: 'lost', reason: 'the machine or the server stopped and its container is gone' } as const;
const never = { kind: 'lost', reason: 'the server stopped before it began' } as const;

export interface SurvivingCron {
  readonly activity: Activity;
  readonly container: Container;
}

/** Records those that are gone. Returns those that run on, and every container that is no cron's. */
export async function recoverCrons(parts: RecoverParts, containers: readonly Container[]) {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const surviving: SurvivingCron[] = [];
  for (const activity of await listUnfinishedActivities(parts.store.db)) {
    if (activity.type !== 'environment.cron') continue;
    const id = cronContainerId(activity.id);
    const container = byId.get(id);
    // One that is pending has surely not begun; its next moment comes.
    if (activity.state === 'in_progress' && container !== undefined) {
      surviving.push({ activity, container });
      byId.delete(id);
    } else {
      await recordCronEnd(parts, activity, activity.state === 'pending' ? never : lost, null);
    }
  }
  return { surviving, others: [...byId.values()] };
}

/** To be done before anything else takes an address. */
export async function resumeCrons(
  parts: RecoverParts,
  surviving: readonly SurvivingCron[],
  surroundingsOf: (activity: Activity) => Promise<RelatedAround | null>,
): Promise<void> {
  for (const { activity, container } of surviving) {
    const around = await surroundingsOf(activity);
    const { application, name } = cronOf(activity);
    const definition = around?.deployment.definition.applications[application]?.crons[name];
    const { project, environment } = activity;
    const owner = { project, environment, workload: application };
    const tell = (error: unknown) => {
      parts.log.error({ activity: activity.id, error }, 'a cron could not be taken up again');
      return null;
    };
    const readopt = () => readoptCommand(parts.cluster, owner, around, container).catch(tell);
    const prepared = definition === undefined ? null : await readopt();
    if (definition === undefined || prepared === null) {
      await removeOrTell(container, parts.log);
      await recordCronEnd(parts, activity, lost, null);
      continue;
    }
    parts.crons.resume(activity, definition, prepared);
  }
}
