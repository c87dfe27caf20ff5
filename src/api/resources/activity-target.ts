import type { Target } from '../../identity/authorization/decision.ts';
import type { Rooms } from '../rooms.ts';
import type { PathParameters } from '../route.ts';

/**
 * What the right to an activity must cover: its environment, and for a run its task. One that is not there is covered
 * as far as the path goes. Below an environment, the activity of another one counts as not there.
 */
export async function activityTarget(rooms: Rooms, path: PathParameters): Promise<Target> {
  const { project = '', environment, activity: id = '' } = path;
  const activity = await rooms.activities.find(project, id);
  if (activity === null || (environment !== undefined && environment !== activity.environment)) {
    return { project, environment };
  }
  if (activity.environment === '') return { project };
  const { task } = activity.parameters;
  return { project, environment: activity.environment, task: typeof task === 'string' ? task : undefined };
}
