import type { Activity, ActivityCommand } from '../activity/activity.ts';
import { newActivityId } from '../activity/activity-id.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Definition } from '../config/definition.ts';
import { loadDefinition } from '../config/parse.ts';
import { whyNoSandbox } from '../linux/nested-namespaces.ts';
import { checkServices } from '../service/check-services.ts';
import type { Repository } from '../source/repository.ts';
import { insertDeployment } from '../store/deployments/insert-deployment.ts';
import { setDeployment } from '../store/environments/set-deployment.ts';
import { inTransaction } from '../store/in-transaction.ts';
import type { Store } from '../store/store.ts';
import { buildAll } from './build-all.ts';
import type { RunningDeployment } from './cluster.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Clusters, Runs } from './clusters.ts';
import type { Build, Deployment, Environment, Project } from './deployment.ts';
import { type DeployHooks, type DeployLog, openHooks } from './hooks.ts';
import { type DeploySteps, deploy } from './lifecycle.ts';
import { checkSandbox, sandboxWarning } from './sandbox.ts';

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

/** What a push that was deployed leaves to be recorded. */
export interface PushResult {
  /** Seconds. */
  readonly timings: Readonly<Record<string, number>>;
  /** The hooks that were run. */
  readonly commands: readonly ActivityCommand[];
}

async function readDefinition(
  { repository, tree }: Push,
  log: DeployLog,
  { sandboxAllowed }: Pick<PushParts, 'sandboxAllowed'>,
): Promise<Definition> {
  const { definition, warnings } = loadDefinition(await repository.configFiles(tree));
  for (const { file, line, column, message } of warnings)
    log(`Warning: ${file}:${line}:${column}: ${message}`);
  checkServices(definition);
  checkSandbox(definition, sandboxAllowed);
  const warning = sandboxWarning(definition, await whyNoSandbox());
  if (warning !== null) log(`Warning: ${warning}`);
  return definition;
}

async function record(parts: PushParts, deployment: Deployment): Promise<void> {
  await inTransaction(parts.store.db, async (transaction) => {
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

function stepsOf(
  parts: PushParts,
  push: Push,
  log: DeployLog,
  hooks: DeployHooks,
  builtAt: () => void,
): DeploySteps {
  const { project, environment, activity } = push;
  let started: RunningDeployment | undefined;
  let former: RunningDeployment | null = null;
  return {
    async readDefinition() {
      const definition = await readDefinition(push, log, parts);
      const services = parts.clusters.servicesOf(project, environment);
      await services.prepare(definition, log, push.signal);
      return definition;
    },
    async buildAll(definition) {
      const network = await parts.networkOf(project.id, environment.name);
      const variables = await parts.variablesInEffect(project.id, environment.name);
      const builds = await buildAll({ ...push, ...parts, definition, variables, network, log });
      push.signal.throwIfAborted();
      builtAt();
      return builds;
    },
    newDeployment: (definition, builds) => newDeployment(push, definition, builds),
    async stopRuns() {
      log(`Deploying environment ${environment.name}`);
      const { signal } = push;
      await parts.runs.clearStage(project.id, environment.name, activity.actor, { say: log, signal });
    },
    async startApplications(deployment) {
      started = await parts.clusters.start(project, environment, deployment, log, hooks, push.signal);
    },
    async switchOver(deployment) {
      await record(parts, deployment).catch(async (error: unknown) => {
        await started?.stop();
        throw error;
      });
      former = started === undefined ? null : parts.clusters.switchTo(started);
    },
    async replaceWorkers() {
      await former?.workers.stop();
      await started?.workers.start(log);
    },
    async stopFormer() {
      await former?.drain();
      await former?.stop();
    },
    async resumeRuns() {
      try {
        await parts.clusters.settleServices(project, environment, log);
      } finally {
        parts.clusters.openStage(project.id, environment.name);
      }
    },
    async postDeploy() {
      await started?.postDeploy(hooks);
    },
  };
}

/** Carries a push out, its log telling each step. */
export async function runPush(parts: PushParts, push: Push): Promise<PushResult> {
  const log: DeployLog = (line, stream) => parts.logs.append(push.project.id, push.activity.id, line, stream);
  const hooks = openHooks(log, push.signal);
  const begun = performance.now();
  let built = begun;
  const steps = stepsOf(parts, push, log, hooks, () => {
    built = performance.now();
  });
  await deploy(steps);
  log(`Environment ${push.environment.name} is deployed`);
  const seconds = (from: number, to: number) => Math.round(to - from) / 1000;
  const now = performance.now();
  const timings = {
    wait: 0,
    build: seconds(begun, built),
    deploy: seconds(built, now),
    execute: seconds(begun, now),
  };
  return { timings, commands: hooks.commands };
}
