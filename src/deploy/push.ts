import type { Activity } from '../activity/activity.ts';
import { newActivityId } from '../activity/activity-id.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Definition } from '../config/definition.ts';
import { loadDefinition } from '../config/parse.ts';
import type { Repository } from '../source/repository.ts';
import { insertDeployment } from '../store/deployments/insert-deployment.ts';
import { setDeployment } from '../store/environments/set-deployment.ts';
import type { Store } from '../store/store.ts';
import { buildAll } from './build-all.ts';
import type { RunningDeployment } from './cluster.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Clusters, Runs } from './clusters.ts';
import type { Build, Deployment, Environment, Project } from './deployment.ts';
import { type DeploySteps, deploy } from './lifecycle.ts';

export interface PushParts extends ClusterParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly clusters: Clusters;
  readonly runs: Runs;
}

export interface Push {
  readonly activity: Activity;
  readonly project: Project;
  readonly environment: Environment;
  readonly repository: Repository;
  readonly tree: string;
  readonly signal: AbortSignal;
}

type Log = (line: string) => void;

async function readDefinition({ repository, tree }: Push, log: Log): Promise<Definition> {
  const { definition, warnings } = loadDefinition(await repository.configFiles(tree));
  for (const { file, line, column, message } of warnings)
    log(`Warning: ${file}:${line}:${column}: ${message}`);
  return definition;
}

async function record(parts: PushParts, deployment: Deployment): Promise<void> {
  await parts.store.db.transaction().execute(async (transaction) => {
    await insertDeployment(transaction, deployment);
    await setDeployment(transaction, deployment.project, deployment.environment, deployment.id);
  });
}

function newDeployment(
  push: Push,
  definition: Definition,
  builds: Readonly<Record<string, Build>>,
): Deployment {
  const { project, environment, tree: treeId } = push;
  return {
    id: newActivityId(),
    project: project.id,
    environment: environment.name,
    definition,
    treeId,
    builds,
    createdAt: new Date(),
  };
}

function stepsOf(parts: PushParts, push: Push, log: Log, builtAt: () => void): DeploySteps {
  const { project, environment, activity } = push;
  let started: RunningDeployment | undefined;
  let former: RunningDeployment | null = null;
  return {
    readDefinition: () => readDefinition(push, log),
    async buildAll(definition) {
      const network = await parts.networkOf(project.id, environment.name);
      const logPath = parts.logs.path(project.id, activity.id);
      const builds = await buildAll({ ...push, ...parts, definition, network, logPath, log });
      push.signal.throwIfAborted();
      builtAt();
      return builds;
    },
    newDeployment: (definition, builds) => newDeployment(push, definition, builds),
    async stopRuns() {
      log(`Deploying environment ${environment.name}`);
      await parts.runs.clearStage(project.id, environment.name, activity.actor);
    },
    async startApplications(deployment) {
      started = await parts.clusters.start(project, environment, deployment, log, push.signal);
    },
    async switchOver(deployment) {
      await record(parts, deployment).catch(async (error: unknown) => {
        await started?.stop();
        throw error;
      });
      former = started === undefined ? null : parts.clusters.switchTo(started);
    },
    async stopFormer() {
      await former?.drain();
      await former?.stop();
    },
    async resumeRuns() {
      parts.clusters.openStage(project.id, environment.name);
    },
  };
}

/** Carries a push out, its log telling each step. Returns the timings in seconds. */
export async function runPush(parts: PushParts, push: Push): Promise<Readonly<Record<string, number>>> {
  const log: Log = (line) => parts.logs.append(push.project.id, push.activity.id, line);
  const begun = performance.now();
  let built = begun;
  const steps = stepsOf(parts, push, log, () => {
    built = performance.now();
  });
  await deploy(steps);
  log(`Environment ${push.environment.name} is deployed`);
  const seconds = (from: number, to: number) => Math.round(to - from) / 1000;
  const now = performance.now();
  return { wait: 0, build: seconds(begun, built), deploy: seconds(built, now), execute: seconds(begun, now) };
}
