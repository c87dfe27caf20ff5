import { activityOfCronContainer } from '../cron/cron-activity.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { findRunInContainer } from '../store/runs/find-run-in-container.ts';
import type { Database } from '../store/store.ts';
import { nextLink, type Origin, type Triggering } from './chain.ts';
import type { TriggerRequest } from './task-runner.ts';

async function parentOf(
  db: Database,
  { project, environment }: TriggerRequest,
  container: string,
): Promise<Triggering['parent']> {
  const cron = activityOfCronContainer(container);
  const id = cron ?? (await findRunInContainer(db, project, environment, container));
  const activity = id === null ? null : await findActivity(db, project, id);
  if (activity === null) return null;
  return { kind: cron === null ? 'task' : 'cron', activity: activity.id, payload: activity.payload };
}

/** Where a trigger comes from; null where a person or the server itself asks. Error: `chain_too_long`. */
export async function findOrigin(
  db: Database,
  request: TriggerRequest,
  longest: number,
): Promise<Origin | null> {
  const { container, actor } = request;
  if (container === null) return null;
  const parent = await parentOf(db, request, container);
  return nextLink({ workload: actor.name, container, parent }, longest);
}
