import type { TaskDefinition } from '../../config/definition.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Rooms } from '../rooms.ts';
import { requireDeployment, requireEnvironment, sayNames } from './require-found.ts';

export interface TaskPlace {
  readonly project: string;
  readonly environment: string;
  readonly task: string;
}

/** The task as it is deployed. Errors: those of `requireDeployment`, `task_not_found` with the names that exist. */
export async function requireTask(rooms: Rooms, path: TaskPlace): Promise<TaskDefinition> {
  const { definition } = await requireDeployment(rooms, await requireEnvironment(rooms, path));
  const task = Object.hasOwn(definition.tasks, path.task) ? definition.tasks[path.task] : undefined;
  if (task !== undefined) return task;
  const names = Object.keys(definition.tasks);
  const message = `The environment ${path.environment} has no task "${path.task}"; ${sayNames(names.length === 0 ? 'it declares' : 'its tasks are', names)}.`;
  throw new ErrandError('task_not_found', message, { details: { ...path, tasks: names } });
}
