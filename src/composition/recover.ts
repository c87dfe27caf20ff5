import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { CronRunner } from '../cron/cron-runner.ts';
import type { ClusterParts } from '../deploy/cluster-parts.ts';
import type { Clusters } from '../deploy/clusters.ts';
import type { Environment, Project } from '../deploy/deployment.ts';
import { readoptRun } from '../deploy/readopt.ts';
import { recallSurroundings } from '../deploy/recalled.ts';
import type { RelatedAround } from '../deploy/related.ts';
import type { DomainDesk } from '../domain/domain-desk.ts';
import type { Container } from '../engine/engine.ts';
import { asErrandError } from '../errors/errand-error.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { ProjectDeletions } from '../project/deletions.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import { listUnfinishedActivities } from '../store/activities/list-unfinished-activities.ts';
import { currentDeployment } from '../store/deployments/current-deployment.ts';
import { findDeployment } from '../store/deployments/find-deployment.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import { findProject } from '../store/projects/find-project.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import { findRun } from '../store/runs/find-run.ts';
import { listServiceContainers } from '../store/services/list-service-containers.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from '../task/outcome.ts';
import type { QueueRunner } from '../task/queue-runner.ts';
import { recoverRuns, removeOrTell } from '../task/recovery.ts';
import type { Run } from '../task/run.ts';
import type { RunPayloads } from '../task/run-payloads.ts';
import { termsOf } from '../task/run-terms.ts';
import { recoverCrons, resumeCrons } from './recover-crons.ts';
import { emptyScratch } from './storage.ts';

export interface RecoverParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
  readonly cluster: ClusterParts;
  readonly clusters: Clusters;
  readonly tasks: QueueRunner;
  readonly crons: CronRunner;
  readonly domains: Pick<DomainDesk, 'load'>;
  readonly deletions: Pick<ProjectDeletions, 'resume'>;
  readonly payloads: RunPayloads;
  readonly graceMilliseconds: number;
}

type Surviving = readonly { readonly run: Run; readonly container: Container }[];

/** Changes that a former server did not finish are over: their half-done builds are gone, and what ran before is current. */
async function settleChanges(store: Store, logs: ActivityLogs): Promise<void> {
  for (const activity of await listUnfinishedActivities(store.db)) {
    // Those that have containers of their own are recovered by them.
    if (activity.type === 'environment.task' || activity.type === 'environment.cron') continue;
    logs.append(
      activity.project,
      activity.id,
      'Error: the server was stopped during this change; ask for it again',
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
  if (deployment === null || environment.status !== 'active' || project.deletion !== null) return;
  const about = { project: project.id, environment: environment.name };
  const log = (line: string) => parts.log.info(about, line);
  const running = await parts.clusters.start(project, environment, deployment, log, null);
  parts.clusters.switchTo(running);
  await parts.clusters.settleServices(project, environment, log);
  await running.workers.start(log);
}

async function surroundingsOf(
  { store, cluster }: RecoverParts,
  place: Pick<Run, 'project' | 'environment' | 'deployment'>,
): Promise<RelatedAround | null> {
  const { deployment: id } = place;
  const deployment = id === null ? null : await findDeployment(store.db, id);
  const project = await findProject(store.db, place.project);
  const environment = await findEnvironment(store.db, place.project, place.environment);
  if (deployment === null || project === null || environment === null) return null;
  return recallSurroundings(cluster, project, environment, deployment);
}

const notTakenUp: Outcome = {
  kind: 'lost',
  reason: 'the server could not take it up again after its start; the log of the server says why',
};

/** Their addresses are taken first, before applications and new runs get theirs. */
async function resumeAll(parts: RecoverParts, surviving: Surviving): Promise<void> {
  for (const { run, container } of surviving) {
    const around = await surroundingsOf(parts, run);
    const prepared = await readoptRun(parts.cluster, run, around, container).catch((error: unknown) => {
      parts.log.error({ run: run.id, error }, 'a run could not be taken up again');
      return null;
    });
    if (prepared === null) {
      await removeOrTell(container, parts.log);
      await parts.tasks.settle(run, notTakenUp);
      continue;
    }
    const definition = around?.deployment.definition ?? null;
    const terms = termsOf(run, definition, parts.graceMilliseconds);
    parts.tasks.resume(run, prepared, terms);
  }
}

/** Containers that services were started in, apart from all others. */
async function partServices(store: Store, containers: readonly Container[]) {
  const ids = await listServiceContainers(store.db);
  const isService = ({ id }: Container) => ids.has(id);
  return {
    services: new Map(containers.filter(isService).map((container) => [container.id, container])),
    others: containers.filter((container) => !isService(container)),
  };
}

async function everyEnvironment(store: Store) {
  const found: { readonly project: Project; readonly environment: Environment }[] = [];
  for (const project of await listProjects(store.db))
    for (const environment of await listEnvironments(store.db, project.id))
      found.push({ project, environment });
  return found;
}

async function bringUpOrTell(parts: RecoverParts, project: Project, environment: Environment): Promise<void> {
  try {
    await bringUp(parts, project, environment);
  } catch (thrown) {
    const error = asErrandError(thrown);
    const about = { error, project: project.id, environment: environment.name };
    parts.log.error(about, 'an environment could not be brought up');
  }
  parts.clusters.openStage(project.id, environment.name);
}

/** Brings every environment back to what it ran, and goes on with the runs that outlived the former server. */
export async function recoverEnvironments(parts: RecoverParts): Promise<void> {
  await parts.domains.load();
  const { store, log, tasks } = parts;
  const { services, others } = await partServices(store, await parts.cluster.engine.adopt());
  const recovery = { store, log, end: (run: Run, outcome: Outcome) => tasks.settle(run, outcome) };
  const crons = await recoverCrons(parts, others);
  const surviving = await recoverRuns(recovery, crons.others);
  // Half-done builds write no more by now, so what is said here stays the last line.
  await settleChanges(store, parts.logs);
  await resumeAll(parts, surviving);
  await parts.cluster.outputs.sweep();
  await resumeCrons(parts, crons.surviving, async ({ project, environment }) => {
    const deployment = await currentDeployment(store.db, project, environment);
    return surroundingsOf(parts, { project, environment, deployment: deployment?.id ?? null });
  });
  const kept = [...surviving, ...crons.surviving].map(({ container }) => container.id);
  await emptyScratch(parts.cluster.storage, new Set(kept));
  const environments = await everyEnvironment(store);
  for (const { project, environment } of environments)
    await parts.clusters.servicesOf(project, environment).adopt(services);
  for (const { project, environment } of environments) await bringUpOrTell(parts, project, environment);
  await parts.payloads.sweep(async (id) => {
    const run = await findRun(store.db, id);
    return run !== null && run.state !== 'ended';
  });
  tasks.open();
  await parts.deletions.resume();
}
