import type { Actor } from '../identity/principal.ts';
import { createHostTable, type HostTable } from '../router/host-table.ts';
import type { Sites } from '../router/sites.ts';
import type { Stage } from '../task/stage.ts';
import { type RunningDeployment, startDeployment } from './cluster.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import type { EnvironmentServices } from './environment-services.ts';
import type { DeployHooks, DeployLog } from './hooks.ts';
import { openServicesByEnvironment } from './services-by-environment.ts';
import { openTaskStage } from './task-stage.ts';

/** What runs are in the way of: a deploy, or the end of an environment. */
export interface DeployOverRuns {
  /** For its log. */
  readonly say: (line: string) => void;
  /** Whether applications, services and data go as well: no run may go on, whatever its task says. */
  readonly endsAll?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The tasks' side of an environment, as a deploy needs it. */
export interface Runs {
  /**
   * Starts no run of the environment until a stage is set, and ends those that execute as their tasks' `on_deploy` says.
   * Throws where the deploy is cancelled meanwhile; the stage is set again then.
   */
  clearStage(project: string, environment: string, by: Actor, deploy: DeployOverRuns): Promise<void>;
  setStage(project: string, environment: string, stage: Stage): void;
  /** The one that is set. */
  stageOf(project: string, environment: string): Stage | undefined;
  /** Ends the environment's queued runs, those that wait for another attempt too. */
  cancelQueued(project: string, environment: string, by: Actor): Promise<void>;
  /** Cancels every run that executes or waits, for good; resolves when all have ended. */
  endAll(project: string, environment: string, by: Actor): Promise<void>;
}

/** All environments that run on this server. */
export interface Clusters extends Pick<HostTable, 'find' | 'isWrittenOut'> {
  /** The environment's services, which stay over deployments. */
  servicesOf(project: Project, environment: Environment): EnvironmentServices;
  /** Starts a deployment beside the one that runs; nothing is switched yet. */
  start(
    project: Project,
    environment: Environment,
    deployment: Deployment,
    log: DeployLog,
    hooks: DeployHooks | null,
    signal?: AbortSignal,
  ): Promise<RunningDeployment>;
  /** Routes lead to it from now on. Returns the former one, which goes on until it is stopped. */
  switchTo(running: RunningDeployment): RunningDeployment | null;
  /** Brings the services to what the current deployment says, whichever that is after a deploy. */
  settleServices(project: Project, environment: Environment, log: DeployLog): Promise<void>;
  /**
   * Gives the environment's runs the deployment that is current; does nothing where there is none, and where they have it
   * still, since a deploy was called off before they ended.
   */
  openStage(project: string, environment: string): void;
  /** Ends all that runs of the environment; routes lead nowhere. Does nothing where nothing runs. */
  stop(project: Project, environment: Environment): Promise<void>;
  stopAll(): Promise<void>;
}

const key = (project: string, environment: string) => `${project}/${environment}`;

async function endOf(running: RunningDeployment | undefined): Promise<void> {
  await running?.drain();
  await running?.stop();
}

export function openClusters(parts: ClusterParts, runs: Runs, sites: Sites): Clusters {
  const current = new Map<string, RunningDeployment>();
  const hosts = createHostTable(() => [...current.values()], sites);
  const stages = new Map<string, Stage>();
  const services = openServicesByEnvironment(parts);
  return {
    servicesOf: (project, environment) => services.of(project, environment),
    settleServices: (project, environment, log) =>
      services.settle(project, environment, current.get(key(project.id, environment.name)), log),
    ...hosts,
    async start(project, environment, deployment, log, hooks, signal) {
      const network = await parts.networkOf(project.id, environment.name);
      const place = { project, environment, deployment, site: () => sites.siteOf(environment), network };
      const its = services.of(project, environment);
      return startDeployment(parts, { ...place, services: its, log, hooks, signal });
    },
    switchTo(running) {
      const { project, environment, deployment } = running.around;
      const former = current.get(key(project.id, environment.name)) ?? null;
      current.set(key(project.id, environment.name), running);
      hosts.changed();
      parts.inside.workloads.deployed(project.id, environment.name, deployment);
      return former;
    },
    openStage(project, environment) {
      const running = current.get(key(project, environment));
      if (running === undefined || runs.stageOf(project, environment) !== undefined) return;
      const stage = openTaskStage(parts, running.network, running.around);
      // The former one was closed by `clearStage` before its applications ended.
      stages.set(key(project, environment), stage);
      runs.setStage(project, environment, stage);
    },
    async stop(project, environment) {
      const name = key(project.id, environment.name);
      const running = current.get(name);
      for (const map of [current, stages]) map.delete(name);
      hosts.changed();
      await endOf(running);
      await services.stop(project, environment);
    },
    async stopAll() {
      await Promise.all([...stages.values()].map((stage) => stage.close()));
      await Promise.all([...current.values()].map((running) => running.stop()));
      await services.stopAll();
      current.clear();
      hosts.changed();
    },
  };
}
