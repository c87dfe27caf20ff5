import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { TaskDefinition } from '../../config/definition.ts';
import { actorOf } from '../../identity/principal.ts';
import { readTrigger } from '../../task/read-trigger.ts';
import { triggerBody } from '../../task/trigger-schema.ts';
import { renderTaskResource } from '../render/render-task.ts';
import { environmentPath, taskPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { requireEnvironment } from './require-found.ts';
import { requireTask } from './require-task.ts';
import { answerStarted } from './started.ts';

/** A payload of 10 MiB, variables, arguments, and blanks between them. */
const largestTriggerBodyBytes = 16 * 1024 * 1024;

const below = '/projects/:project/environments/:environment/tasks';

export function taskRoutes(rooms: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: below,
      operation: 'task:list',
      summary: "The environment's tasks",
      parameters: environmentPath,
      status: 200,
      answer: 'Array of Task',
      handle: async ({ parameters: { project, environment } }) => {
        const tasks = await tasksOf(rooms, { project, environment });
        return Object.values(tasks).map((task) => renderTaskResource(project, environment, task));
      },
    }),
    route({
      method: 'GET',
      path: `${below}/:task`,
      operation: 'task:view',
      summary: 'A task',
      parameters: taskPath,
      status: 200,
      answer: 'Task',
      handle: async ({ parameters }) => {
        const task = await requireTask(rooms, parameters);
        return renderTaskResource(parameters.project, parameters.environment, task);
      },
    }),
    runRoute(rooms),
  ];
}

function runRoute(rooms: Rooms): Route {
  return route({
    method: 'POST',
    path: `${below}/:task/run`,
    operation: 'task:run',
    summary: 'Run a task',
    parameters: taskPath,
    body: triggerBody,
    bodyLimitBytes: largestTriggerBodyBytes,
    status: 202,
    answer: 'AcceptedResponse with the activity of the run, written down before this is sent',
    handle: (call) => runTask(rooms, call),
  });
}

type TaskPath = z.output<typeof taskPath>;

type TriggerCall = Call<TaskPath, unknown, z.output<typeof triggerBody>>;

async function runTask(rooms: Rooms, { parameters, body, principal, request }: TriggerCall) {
  await requireTask(rooms, parameters);
  const { project, environment, task } = parameters;
  const trigger = readTrigger(body, idempotencyKeyOf(request.headers));
  const actor = actorOf(principal);
  const container = principal.kind === 'workload' ? principal.containerId : null;
  const asked = { project, environment, task, actor, container };
  const activity = await rooms.tasks.trigger({ ...asked, ...trigger });
  return answerStarted(rooms, activity, 202, trigger.warnings);
}

function idempotencyKeyOf({ 'idempotency-key': key }: FastifyRequest['headers']): string | null {
  return key === undefined ? null : String(key);
}

/** Tasks by name; none before the first deployment. */
async function tasksOf(
  rooms: Rooms,
  path: Omit<TaskPath, 'task'>,
): Promise<Readonly<Record<string, TaskDefinition>>> {
  const { project, environment } = await requireEnvironment(rooms, path);
  return (await rooms.deployments.current(project.id, environment.name))?.definition.tasks ?? {};
}
