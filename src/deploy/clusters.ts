import type { Actor } from '../identity/principal.ts';
import { hostLabel } from '../router/host-name.ts';
import type { RoutedEnvironment } from '../router/router.ts';
import type { Stage } from '../task/stage.ts';
import { type RunningDeployment, startDeployment } from './cluster.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import { openTaskStage } from './task-stage.ts';

/** The tasks' side of an environment, as a deploy needs it. */
export interface Runs {
  /** Ends every run of the environment that executes, and starts none until a stage is set. */
  clearStage(project: string, environment: string, by: Actor): Promise<void>;
  setStage(project: string, environment: string, stage: Stage): void;
}

/** All environments that run on this server. */
export interface Clusters {
  find(project: string, environmentLabel: string): RoutedEnvironment | null;
  /** Starts a deployment beside the one that runs; nothing is switched yet. */
  start(
    project: Project,
    environment: Environment,
    deployment: Deployment,
    log: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<RunningDeployment>;
  /** Routes lead to it from now on. Returns the former one, which goes on until it is stopped. */
  switchTo(running: RunningDeployment): RunningDeployment | null;
  /** Gives the environment's runs the deployment that is current; does nothing where there is none. */
  openStage(project: string, environment: string): void;
  stopAll(): Promise<void>;
}

const key = (project: string, environment: string) => `${project}/${environment}`;

export function openClusters(
  parts: ClusterParts,
  runs: Runs,
  applicationUrl: (project: string, environment: string) => string,
): Clusters {
  const current = new Map<string, RunningDeployment>();
  const byLabel = new Map<string, RunningDeployment>();
  const stages = new Map<string, Stage>();
  return {
    find: (project, label) => byLabel.get(key(project, label)) ?? null,
    async start(project, environment, deployment, log, signal) {
      const network = await parts.networkOf(project.id, environment.name);
      const url = applicationUrl(project.id, environment.name);
      const surroundings = { project, environment, deployment, applicationUrl: url, network };
      return startDeployment(parts, { ...surroundings, log, signal });
    },
    switchTo(running) {
      const { project, environment } = running.around;
      const former = current.get(key(project.id, environment.name)) ?? null;
      current.set(key(project.id, environment.name), running);
      byLabel.set(key(project.id, hostLabel(environment.name)), running);
      return former;
    },
    openStage(project, environment) {
      const running = current.get(key(project, environment));
      if (running === undefined) return;
      const stage = openTaskStage(parts, running.network, running.around);
      // The former one was closed by `clearStage` before its applications ended.
      stages.set(key(project, environment), stage);
      runs.setStage(project, environment, stage);
    },
    async stopAll() {
      await Promise.all([...stages.values()].map((stage) => stage.close()));
      await Promise.all([...current.values()].map((running) => running.stop()));
      current.clear();
      byLabel.clear();
    },
  };
}
