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
export function createPushDeployer(parts: PushDeployerParts): PushDeployer {
  return new QueuedDeployer(parts);
}

export interface PushDeployer extends Deployer {
  /** Cancels every push and waits until that is recorded. */
  close(by: Actor): Promise<void>;
}

class QueuedDeployer implements PushDeployer {
  readonly #parts: PushDeployerParts;
  readonly #underWay = new Map<string, AbortController>();
  readonly #cancelledBy = new Map<string, Actor>();
  readonly #queues = new Map<string, Promise<void>>();

  constructor(parts: PushDeployerParts) {
    this.#parts = parts;
  }

  async push(request: PushRequest): Promise<Activity> {
    const { store } = this.#parts;
    try {
      const project = await findProject(store.db, request.project);
      if (project === null)
        throw new ErrandError('project_not_found', `there is no project '${request.project}'`);
      const repository = await this.#parts.repositoryOf(project.id);
      const tree = await repository.importArchive(request.environment, request.archivePath);
      const environment = await openEnvironment(store.db, project, request.environment);
      const activity = pushActivity(request, tree);
      await insertActivity(store.db, activity);
      this.#enqueue(activity, { project, environment, repository, tree });
      return activity;
    } finally {
      await rm(request.archivePath, { force: true });
    }
  }

  async cancel(activityId: string, by: Actor): Promise<void> {
    const stop = this.#underWay.get(activityId);
    if (stop === undefined || stop.signal.aborted) {
      throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
    }
    this.#cancelledBy.set(activityId, by);
    stop.abort();
  }

  async close(by: Actor): Promise<void> {
    for (const [id, stop] of this.#underWay) {
      this.#cancelledBy.set(id, by);
      stop.abort();
    }
    await Promise.all(this.#queues.values());
  }

  #enqueue(activity: Activity, push: Omit<Push, 'activity' | 'signal'>): void {
    const stop = new AbortController();
    this.#underWay.set(activity.id, stop);
    const key = `${push.project.id}/${push.environment.name}`;
    const turn = (this.#queues.get(key) ?? Promise.resolve())
      .then(() => this.#execute({ ...push, activity, signal: stop.signal }))
      .catch((error: unknown) => this.#parts.log.error({ error }, 'a push could not be recorded'));
    this.#queues.set(key, turn);
  }

  async #execute(push: Push): Promise<void> {
    const { activity, signal } = push;
    const startedAt = new Date();
    try {
      signal.throwIfAborted();
      const state = moveActivity(activity.state, 'in_progress');
      await changeActivity(this.#parts.store.db, activity.id, { state, startedAt });
      const timings = await runPush(this.#parts, push);
      await this.#finish(activity, {
        state: 'complete',
        result: 'success',
        completedAt: new Date(),
        timings,
      });
    } catch (thrown) {
      await this.#fail(activity, asErrandError(thrown), startedAt);
    } finally {
      this.#underWay.delete(activity.id);
      this.#cancelledBy.delete(activity.id);
    }
  }

  async #fail(activity: Activity, error: ErrandError, startedAt: Date): Promise<void> {
    const cancelled = this.#cancelledBy.get(activity.id);
    if (error.code === 'internal' && cancelled === undefined) {
      this.#parts.log.error({ error, activity: activity.id }, 'a push failed');
    }
    const line = cancelled === undefined ? `Error: ${error.message}` : `Cancelled by ${cancelled.name}`;
    this.#parts.logs.append(activity.project, activity.id, line, 'stderr');
    await this.#finish(activity, failedChange(error, cancelled, startedAt));
  }

  async #finish(activity: Activity, change: ActivityChange): Promise<void> {
    await changeActivity(this.#parts.store.db, activity.id, change);
    this.#parts.logs.seal(activity.project, activity.id);
  }
}
