import { rm } from 'node:fs/promises';
import type { Activity, ActivityChange } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import { newestCommit, type PushedCommits, pushedCommits } from '../source/commits.ts';
import type { Repository } from '../source/repository.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { findProject } from '../store/projects/find-project.ts';
import type { Store } from '../store/store.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { CommitPush, CommitPushRequest, Deployer, PushRequest } from './deployer.ts';
import { requireFreeName, requireStillThere } from './free-name.ts';
import { hookFailure } from './hooks.ts';
import { openEnvironment } from './open-environment.ts';
import { type Push, type PushParts, type PushResult, runPush } from './push.ts';

export interface PushDeployerParts extends PushParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly changes: ChangeQueue;
  repositoryOf(project: string): Promise<Repository>;
}

/** How a push that was deployed ended: with `failure` where a hook failed, though the deployment runs. */
export function deployedChange({ timings, commands }: PushResult): ActivityChange {
  const message = hookFailure(commands);
  const completed = { state: 'complete', completedAt: new Date(), timings, commands } as const;
  if (message === null) return { ...completed, result: 'success' };
  const error = { code: 'hook_failed', message, fault: 'project' };
  return { ...completed, result: 'failure', failureReason: 'shell', payload: { error } };
}

/** Deploys what is pushed; pushes to one environment wait for one another. */
export function createPushDeployer(parts: PushDeployerParts): Deployer {
  return {
    push: (request) => push(parts, request),
    pushCommit: (request) => pushCommit(parts, request),
    cancel: (activityId: string, by: Actor) => parts.changes.cancel(activityId, by),
  };
}

async function push(parts: PushDeployerParts, request: PushRequest): Promise<Activity> {
  const { store } = parts;
  try {
    const project = await findProject(store.db, request.project);
    if (project === null)
      throw new ErrandError('project_not_found', `there is no project '${request.project}'`);
    await requireFreeName(store.db, project, request.environment);
    const repository = await parts.repositoryOf(project.id);
    const tree = await repository.importArchive(request.environment, request.archivePath);
    const environment = await openEnvironment(store.db, project, request.environment);
    const pushed = { project, environment, repository, tree };
    // An archive becomes one commit.
    return await start(parts, pushed, request.actor, (path) => newestCommit(path, environment.name));
  } finally {
    await rm(request.archivePath, { force: true });
  }
}

async function pushCommit(parts: PushDeployerParts, request: CommitPushRequest): Promise<CommitPush> {
  const { db } = parts.store;
  const { project, branch, options, actor } = request;
  const { parent } = options;
  if (parent !== null && (await findEnvironment(db, project.id, parent)) === null)
    throw new ErrandError(
      'environment_not_found',
      `${project.id} has no environment ${parent} to be the parent`,
    );
  const repository = await parts.repositoryOf(project.id);
  const tree = await repository.treeOf(request.commit);
  const environment = await openEnvironment(db, project, branch, parent);
  const isActive = environment.deployment !== null || branch === project.defaultBranch;
  if (!isActive && !options.activate) return { environment, activity: null };
  const pushed = { project, environment, repository, tree };
  const activity = await start(parts, pushed, actor, (path) => pushedCommits(path, branch, request.before));
  return { environment, activity };
}

async function start(
  parts: PushDeployerParts,
  pushed: Pick<Push, 'project' | 'environment' | 'repository' | 'tree'>,
  actor: Actor,
  commitsIn: (path: string) => Promise<PushedCommits>,
): Promise<Activity> {
  const { project, environment, tree } = pushed;
  const { commits, count } = await commitsIn(pushed.repository.path).catch((error: unknown) => {
    // Whose messages are of many MiB is deployed all the same.
    parts.log.warn({ project: project.id, error }, 'the commits of a push could not be read');
    return { commits: [], count: 0 };
  });
  const about = pendingActivity({
    type: 'environment.push',
    project: project.id,
    environment: environment.name,
    actor,
    parameters: { environment: environment.name, tree },
    text: `${actor.name} pushed to ${environment.name}`,
  });
  const activity = { ...about, payload: { commits, commits_count: count } };
  await parts.changes.start(activity, async ({ signal }) => {
    await requireStillThere(parts.store.db, environment);
    return deployedChange(await runPush(parts, { ...pushed, activity, signal }));
  });
  return activity;
}
