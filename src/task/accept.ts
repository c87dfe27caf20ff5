import type { Activity } from '../activity/activity.ts';
import { newActivityId } from '../activity/activity-id.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { acceptRun } from '../store/runs/accept-run.ts';
import type { Store } from '../store/store.ts';
import type { Run } from './run.ts';
import type { TriggerRequest } from './task-runner.ts';

async function checkTask(store: Store, request: TriggerRequest): Promise<void> {
  const deployment = await currentDeployment(store.db, request.project, request.environment);
  if (deployment === null) {
    throw new ErrandError(
      'not_deployed',
      `environment '${request.environment}' has no deployment yet; push to it first`,
    );
  }
  const tasks = Object.keys(deployment.definition.tasks);
  if (tasks.includes(request.task)) return;
  const existing = tasks.length === 0 ? 'it declares no tasks' : `its tasks are: ${tasks.join(', ')}`;
  throw new ErrandError(
    'task_not_found',
    `environment '${request.environment}' has no task '${request.task}'; ${existing}`,
    {
      details: { task: request.task, tasks },
    },
  );
}

/** Writes a trigger down: run and activity in one transaction. What this returned is never forgotten. */
export async function accept(
  store: Store,
  request: TriggerRequest,
): Promise<{ readonly run: Run; readonly activity: Activity }> {
  await checkTask(store, request);
  const now = new Date();
  const { project, environment, task, actor } = request;
  const id = newActivityId();
  const run: Run = {
    id,
    project,
    environment,
    task,
    actor,
    state: 'queued',
    variables: request.variables,
    containerId: null,
    deployment: null,
    createdAt: now,
    startedAt: null,
    endedAt: null,
    outcome: null,
  };
  const activity: Activity = {
    id,
    project,
    environment,
    actor,
    type: 'environment.task',
    state: 'pending',
    result: null,
    failureReason: null,
    parameters: { task },
    payload: {},
    commands: [],
    timings: {},
    text: `${actor.name} ran task ${task} on ${environment}`,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
  };
  await acceptRun(store, { run, activity });
  return { run, activity };
}
