import type { EnvironmentNetwork } from '../network/network.ts';
import { requestsEnded } from '../router/container-agent.ts';
import type { RoutedEnvironment } from '../router/router.ts';
import { type RunningApplication, startApplication } from './application.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import { type Surroundings, startOrder } from './surroundings.ts';

/** A deployment that runs: its applications, up. */
export interface RunningDeployment extends RoutedEnvironment {
  readonly around: Surroundings;
  readonly network: EnvironmentNetwork;
  /** Waits for the requests that are under way, up to a limit; nothing leads to it any more. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartRequest {
  readonly project: Project;
  readonly environment: Environment;
  readonly deployment: Deployment;
  readonly applicationUrl: string;
  readonly network: EnvironmentNetwork;
  readonly log: (line: string) => void;
  /** Ends the start; what was started is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/** Longer than a page takes; a stream or a long poll is cut off by the stop. */
const drainMilliseconds = 5000;

async function stopAll(applications: readonly RunningApplication[]): Promise<void> {
  await Promise.all(applications.map((application) => application.stop()));
}

/** Starts a deployment's applications, each after those it has relationships to. All or nothing. Error: `deploy_failed`. */
export async function startDeployment(
  parts: ClusterParts,
  request: StartRequest,
): Promise<RunningDeployment> {
  const { project, environment, deployment, applicationUrl, network } = request;
  const addresses = new Map<string, string>();
  const around: Surroundings = { project, environment, deployment, applicationUrl, addresses };
  const running = new Map<string, RunningApplication>();
  try {
    for (const application of startOrder(deployment.definition.applications)) {
      request.log(`Starting application ${application.name}`);
      const started = await startApplication(parts, network, application, around, request.signal);
      running.set(application.name, started);
      addresses.set(application.name, started.address);
      request.signal?.throwIfAborted();
    }
  } catch (error) {
    await stopAll([...running.values()]);
    throw error;
  }
  return {
    around,
    network,
    routes: deployment.definition.routes,
    agentOf: (application) => running.get(application)?.agent ?? null,
    async drain() {
      await Promise.all([...running.values()].map(({ agent }) => requestsEnded(agent, drainMilliseconds)));
    },
    stop: () => stopAll([...running.values()]),
  };
}
