import { type Activity, isFinished } from '../../activity/activity.ts';
import { visibleNames } from '../access/visible.ts';
import { type ActivityPlace, renderActivity } from '../render/render-activity.ts';
import { filterOf, listingQuery } from '../request/listing-query.ts';
import {
  type ActivityPath,
  environmentActivityPath,
  environmentPath,
  projectActivityPath,
  projectPath,
} from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { activityTarget } from './activity-target.ts';
import { cancelActivity } from './cancel-activity.ts';
import { requireActivity, requireEnvironment, requireProject } from './require-found.ts';
import { placeOf } from './started.ts';

/** Bytes of the log that a single activity brings along, for clients that read no stream (wire.md 3.3). */
const longestLog = 64 * 1024;

/** Activities, below the project and below the environment. */
export function activityRoutes(rooms: Rooms): readonly Route[] {
  return [
    listProjectActivities(rooms),
    listEnvironmentActivities(rooms),
    ...[
      { path: '/projects/:project/activities/:activity', parameters: projectActivityPath },
      {
        path: '/projects/:project/environments/:environment/activities/:activity',
        parameters: environmentActivityPath,
      },
    ].flatMap(({ path, parameters }) => [
      getActivity(rooms, path, parameters),
      cancelRoute(rooms, path, parameters),
    ]),
  ];
}

type ActivityParameters = typeof projectActivityPath | typeof environmentActivityPath;

const list = {
  method: 'GET',
  operation: 'activity:list',
  query: listingQuery,
  status: 200,
  answer: 'Array of Activity, newest first',
} as const;

function listProjectActivities(rooms: Rooms): Route {
  return route({
    ...list,
    path: '/projects/:project/activities',
    summary: "The project's activities",
    parameters: projectPath,
    handle: async ({ parameters, query, principal }) => {
      const { id } = await requireProject(rooms, parameters.project);
      const environments = await visibleNames(rooms, principal, id);
      return listed(rooms, filterOf(query, { project: id, environments }));
    },
  });
}

function listEnvironmentActivities(rooms: Rooms): Route {
  return route({
    ...list,
    path: '/projects/:project/environments/:environment/activities',
    summary: "The environment's activities",
    parameters: environmentPath,
    handle: async ({ parameters, query }) => {
      const { project, environment } = await requireEnvironment(rooms, parameters);
      return listed(rooms, filterOf(query, { project: project.id, environment: environment.name }));
    },
  });
}

async function listed(rooms: Rooms, filter: ReturnType<typeof filterOf>) {
  const activities = filter === null ? [] : await rooms.activities.list(filter);
  // One look-up for each environment, not for each activity.
  const places = new Map<string, Promise<ActivityPlace | null>>();
  for (const activity of activities)
    places.set(activity.environment, places.get(activity.environment) ?? placeOf(rooms, activity));
  return Promise.all(
    activities.map(async (activity) => {
      const place = (await places.get(activity.environment)) ?? null;
      return renderActivity(activity, { queue: await queueOf(rooms, activity), place });
    }),
  );
}

function getActivity(rooms: Rooms, path: string, parameters: ActivityParameters): Route {
  return route({
    method: 'GET',
    path,
    operation: 'activity:view',
    target: (named) => activityTarget(rooms, named),
    summary: 'An activity, with the end of its log',
    parameters,
    status: 200,
    answer: 'Activity',
    handle: async (call) => withLog(rooms, await requireActivity(rooms, call.parameters)),
  });
}

async function withLog(rooms: Rooms, activity: Activity) {
  const log = rooms.logs.text(activity.project, activity.id, longestLog);
  const place = await placeOf(rooms, activity);
  return renderActivity(activity, { log, queue: await queueOf(rooms, activity), place });
}

/** Where the activity's run stands in the queue; null where it does not wait. */
async function queueOf(rooms: Rooms, { id, type, state }: Activity) {
  return type === 'environment.task' && !isFinished(state) ? rooms.tasks.queueOf(id) : null;
}

function cancelRoute(rooms: Rooms, path: string, parameters: ActivityParameters): Route {
  return route({
    method: 'POST',
    path: `${path}/cancel`,
    operation: 'activity:cancel',
    target: (named) => activityTarget(rooms, named),
    summary: 'Ask an activity to end',
    parameters,
    status: 202,
    answer: 'AcceptedResponse; read the activity again to see how it ended',
    handle: async (call) => {
      const path: ActivityPath = call.parameters;
      return cancelActivity(rooms, await requireActivity(rooms, path), call.principal);
    },
  });
}
