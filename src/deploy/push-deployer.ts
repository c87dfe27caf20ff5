import { rm } from 'node:fs/promises';
import { type Activity, type ActivityChange, moveActivity } from '../activity/activity.ts';
import { newActivityId } from '../activity/activity-id.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { asErrandError, ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { Repository } from '../source/repository.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import { insertActivity } from '../store/activities/insert-activity.ts';
import { findProject } from '../store/projects/find-project.ts';
import type { Store } from '../store/store.ts';
import type { Deployer, PushRequest } from './deployer.ts';
import { openEnvironment } from './open-environment.ts';
import { type Push, type PushParts, runPush } from './push.ts';

export interface PushDeployerParts extends PushParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  repositoryOf(project: string): Promise<Repository>;
}

function pushActivity(request: PushRequest, tree: string): Activity {
  const now = new Date();
  return {
    id: newActivityId(),
    type: 'environment.push',
    project: request.project,
    environment: request.environment,
    state: 'pending',
    result: null,
    failureReason: null,
    parameters: { environment: request.environment, tree },
    payload: {},
    commands: [],
    timings: {},
    text: `${request.actor.name} pushed to ${request.environment}`,
    actor: request.actor,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
  };
}

/** How a push that threw ended, as its activity shows it. */
function failedChange(error: ErrandError, cancelled: Actor | undefined, startedAt: Date): ActivityChange {
  const now = new Date();
  const timings = { execute: (now.getTime() - startedAt.getTime()) / 1000 };
  if (cancelled !== undefined) {
    return {
      state: 'cancelled',
      result: 'failure',
      cancelledAt: now,
      completedAt: now,
      timings,
      payload: { cancelled_by: cancelled },
    };
  }
  const exitCode = error.details.exitCode;
  const app = String(error.details.workload ?? '');
  return {
    state: 'complete',
    result: 'failure',
    failureReason: error.code === 'build_failed' ? 'shell' : 'error',
    completedAt: now,
    timings,
    commands: typeof exitCode === 'number' ? [{ app, type: 'build', exitCode }] : [],
    payload: { error: { code: error.code, message: error.message, fault: error.fault } },
  };
}

/** Deploys what is pushed; pushes to one environment wait for one another. */
export function createPushDeployer(parts: PushDeployerParts): Deployer & { close(by: Actor): Promise<void> } {
  const underWay = new Map<string, AbortController>();
  const cancelledBy = new Map<string, Actor>();
  const queues = new Map<string, Promise<void>>();

  const finish = async (activity: Activity, change: ActivityChange) => {
    await changeActivity(parts.store.db, activity.id, change);
    parts.logs.seal(activity.project, activity.id);
  };

  const execute = async (
    activity: Activity,
    push: Omit<Push, 'activity' | 'signal'>,
    signal: AbortSignal,
  ) => {
    const startedAt = new Date();
    try {
      signal.throwIfAborted();
      await changeActivity(parts.store.db, activity.id, {
        state: moveActivity(activity.state, 'in_progress'),
        startedAt,
      });
      const timings = await runPush(parts, { ...push, activity, signal });
      await finish(activity, { state: 'complete', result: 'success', completedAt: new Date(), timings });
    } catch (thrown) {
      const cancelled = cancelledBy.get(activity.id);
      const error = asErrandError(thrown);
      if (error.code === 'internal' && cancelled === undefined)
        parts.log.error({ error, activity: activity.id }, 'a push failed');
      parts.logs.append(
        activity.project,
        activity.id,
        cancelled === undefined ? `Error: ${error.message}` : 'Cancelled',
        'stderr',
      );
      await finish(activity, failedChange(error, cancelled, startedAt));
    } finally {
      underWay.delete(activity.id);
      cancelledBy.delete(activity.id);
    }
  };

  const enqueue = (key: string, work: () => Promise<void>) => {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      parts.log.error({ error }, 'a push could not be recorded');
    });
    queues.set(key, turn);
  };

  return {
    async push(request) {
      const project = await findProject(parts.store.db, request.project);
      if (project === null)
        throw new ErrandError('project_not_found', `there is no project '${request.project}'`);
      const repository = await parts.repositoryOf(project.id);
      try {
        const tree = await repository.importArchive(request.environment, request.archivePath);
        const environment = await openEnvironment(parts.store.db, project, request.environment);
        const activity = pushActivity(request, tree);
        await insertActivity(parts.store.db, activity);
        const stop = new AbortController();
        underWay.set(activity.id, stop);
        const push = { project, environment, repository, tree };
        enqueue(`${project.id}/${environment.name}`, () => execute(activity, push, stop.signal));
        return activity;
      } finally {
        await rm(request.archivePath, { force: true });
      }
    },
    async cancel(activityId, by) {
      const stop = underWay.get(activityId);
      if (stop === undefined || stop.signal.aborted) {
        throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
      }
      cancelledBy.set(activityId, by);
      stop.abort();
    },
    async close(by) {
      for (const [id, stop] of underWay) {
        cancelledBy.set(id, by);
        stop.abort();
      }
      await Promise.all(queues.values());
    },
  };
}
