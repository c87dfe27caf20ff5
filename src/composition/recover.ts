import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { ClusterParts } from '../deploy/cluster-parts.ts';
import type { Clusters } from '../deploy/clusters.ts';
import type { Environment, Project } from '../deploy/deployment.ts';
import { readoptRun } from '../deploy/readopt.ts';
import type { Container } from '../engine/engine.ts';
import { asErrandError } from '../errors/errand-error.ts';
import type { EventLog } from '../observe/event-log.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import { listUnfinishedActivities } from '../store/activities/list-unfinished-activities.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { findDeployment } from '../store/deployments/find-deployment.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import type { Store } from '../store/store.ts';
import type { QueueRunner } from '../task/queue-runner.ts';
import { recoverRuns } from '../task/recovery.ts';
import type { Run } from '../task/run.ts';

export interface RecoverParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  readonly cluster: ClusterParts;
  readonly clusters: Clusters;
  readonly tasks: QueueRunner;
}

type Surviving = readonly { readonly run: Run; readonly container: Container }[];

/** Pushes that a former server did not finish are over: their half-done builds are gone, and what ran before is current. */
async function settlePushes(store: Store, logs: ActivityLogs): Promise<void> {
  for (const activity of await listUnfinishedActivities(store.db)) {
    if (activity.type !== 'environment.push') continue;
    logs.append(
      activity.project,
      activity.id,
      'Error: the server was stopped during this push; push again',
      'stderr',
    );
    const completedAt = new Date();
    await changeActivity(store.db, activity.id, {
      state: 'complete',
      result: 'failure',
      failureReason: 'error',
      completedAt,
    });
    logs.seal(activity.project, activity.id);
  }
}

async function bringUp(parts: RecoverParts, project: Project, environment: Environment): Promise<void> {
  const deployment = await currentDeployment(parts.store.db, project.id, environment.name);
  if (deployment === null) return;
  const about = { project: project.id, environment: environment.name };
  const running = await parts.clusters.start(project, environment, deployment, (line) =>
    parts.log.info(about, line),
  );
  parts.clusters.switchTo(running);
}

/** Their addresses are taken first, before applications and new runs get theirs. */
async function resumeAll(parts: RecoverParts, surviving: Surviving): Promise<void> {
  for (const { run, container } of surviving) {
    const deployment = run.deployment === null ? null : await findDeployment(parts.store.db, run.deployment);
    const prepared = await readoptRun(parts.cluster, run, deployment, container);
    const timeoutSeconds = deployment?.definition.tasks[run.task]?.run.timeoutSeconds ?? 0;
    parts.tasks.resume(run, prepared, timeoutSeconds);
  }
}

/** Brings every environment back to what it ran, and goes on with the runs that outlived the former server. */
export async function recoverEnvironments(parts: RecoverParts): Promise<void> {
  const surviving = await recoverRuns(parts, await parts.cluster.engine.adopt());
  // Half-done builds write no more by now, so what is said here stays the last line.
  await settlePushes(parts.store, parts.logs);
  await resumeAll(parts, surviving);
  for (const project of await listProjects(parts.store.db)) {
    for (const environment of await listEnvironments(parts.store.db, project.id)) {
      try {
        await bringUp(parts, project, environment);
      } catch (thrown) {
        const error = asErrandError(thrown);
        parts.log.error(
          { error, project: project.id, environment: environment.name },
          'an environment could not be brought up',
        );
      }
      parts.clusters.openStage(project.id, environment.name);
    }
  }
}
