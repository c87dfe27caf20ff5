import type { Activity } from '../../activity/activity.ts';
import { renderStarted, type StartedCode } from '../render/render-accepted.ts';
import type { ActivityPlace } from '../render/render-activity.ts';
import type { Rooms } from '../rooms.ts';

interface Finders {
  readonly projects: Pick<Rooms['projects'], 'find'>;
  readonly environments: Pick<Rooms['environments'], 'find'>;
}

/** What the activity is of; null where its project is gone. Both are at hand as a rule, and cost no query. */
export async function placeOf(
  { projects, environments }: Finders,
  activity: Pick<Activity, 'project' | 'environment'>,
): Promise<ActivityPlace | null> {
  const project = await projects.find(activity.project);
  if (project === null) return null;
  const { environment: name } = activity;
  return { project, environment: name === '' ? null : await environments.find(project.id, name) };
}

/** The answer to what has begun. */
export async function answerStarted(
  rooms: Rooms,
  activity: Activity,
  code: StartedCode = 201,
  warnings: readonly string[] = [],
) {
  return renderStarted(activity, { place: await placeOf(rooms, activity) }, code, warnings);
}
