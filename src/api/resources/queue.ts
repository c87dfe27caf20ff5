import { renderQueueState } from '../render/render-queue.ts';
import { environmentPath } from '../request/path-parameters.ts';
import { queueBody } from '../request/queue-body.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment } from './require-found.ts';
import { requireTask } from './require-task.ts';

/** How many runs of an environment, and of each of its tasks, execute at once (T21): Errand's own. */
export function queueRoutes(rooms: Rooms): readonly Route[] {
  const path = '/projects/:project/environments/:environment/queue';
  const answer = 'Queue: `runs_at_once`, `tasks` with limits of their own, `waiting`, `executing`';
  return [
    route({
      method: 'GET',
      path,
      operation: 'environment:view',
      summary: "An environment's queue",
      parameters: environmentPath,
      status: 200,
      answer,
      handle: async ({ parameters }) => {
        const { project, environment } = await requireEnvironment(rooms, parameters);
        return renderQueueState(await rooms.tasks.queueState(project.id, environment.name));
      },
    }),
    route({
      method: 'PATCH',
      path,
      operation: 'environment:edit',
      summary: "Change the limits of an environment's queue",
      parameters: environmentPath,
      body: queueBody,
      status: 200,
      answer,
      handle: async ({ parameters, body }) => {
        const { project, environment } = await requireEnvironment(rooms, parameters);
        const { runs_at_once: runsAtOnce, tasks = {} } = body;
        for (const task of Object.keys(tasks)) {
          if (tasks[task] !== null) await requireTask(rooms, { ...parameters, task });
        }
        await rooms.tasks.setLimits(project.id, environment.name, { runsAtOnce, tasks });
        return renderQueueState(await rooms.tasks.queueState(project.id, environment.name));
      },
    }),
  ];
}
