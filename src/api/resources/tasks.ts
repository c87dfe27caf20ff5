import { z } from 'zod';
import type { TaskDefinition } from '../../config/definition.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { actorOf } from '../../identity/principal.ts';
import { normalizeTriggerVariables } from '../../task/trigger-variables.ts';
import { renderStarted } from '../render/render-accepted.ts';
import { renderTaskResource } from '../render/render-task.ts';
import { environmentPath, taskPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';
import { type Call, type Route, route } from '../route.ts';
import { requireDeployment, requireEnvironment, sayNames } from './require-found.ts';

/** The shapes of `variables` are the task room's to read (T14). PHP clients send an empty object as `[]`. */
const triggerBody = z
  .union([z.strictObject({ variables: z.unknown().optional() }), z.array(z.never())])
  .nullish()
  .describe(
    '`{"variables": {"env": {"NAME": "value"}}}` or `{"variables": {"NAME": "value"}}`; may be absent',
  );

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
    status: 202,
    answer: 'AcceptedResponse with the activity of the run, written down before this is sent',
    handle: (call) => runTask(rooms, call),
  });
}

type TaskPath = z.output<typeof taskPath>;

async function runTask(rooms: Rooms, { parameters, body, principal }: Call<TaskPath, unknown, unknown>) {
  await requireTask(rooms, parameters);
  const { project, environment, task } = parameters;
  const variables = normalizeTriggerVariables(body);
  const actor = actorOf(principal);
  return renderStarted(await rooms.tasks.trigger({ project, environment, task, variables, actor }));
}

/** Tasks by name; none before the first deployment. */
async function tasksOf(
  rooms: Rooms,
  path: Omit<TaskPath, 'task'>,
): Promise<Readonly<Record<string, TaskDefinition>>> {
  const { project, environment } = await requireEnvironment(rooms, path);
  return (await rooms.deployments.current(project.id, environment.name))?.definition.tasks ?? {};
}

async function requireTask(rooms: Rooms, path: TaskPath): Promise<TaskDefinition> {
  const { definition } = await requireDeployment(rooms, await requireEnvironment(rooms, path));
  const task = Object.hasOwn(definition.tasks, path.task) ? definition.tasks[path.task] : undefined;
  if (task !== undefined) return task;
  const names = Object.keys(definition.tasks);
  const message = `The environment ${path.environment} has no task "${path.task}"; ${sayNames(names.length === 0 ? 'it declares' : 'its tasks are', names)}.`;
  throw new ErrandError('task_not_found', message, { details: { ...path, tasks: names } });
}
