import type { Definition } from '../config/definition.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { requestsEnded } from '../router/container-agent.ts';
import { type ResolvedRoute, resolveRoutes } from '../router/route-table.ts';
import type { RoutedEnvironment } from '../router/router.ts';
import type { Site } from '../router/site.ts';
import type { SlugLease } from '../slug/slug-store.ts';
import { type RunningApplication, startApplication } from './application.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import type { EnvironmentServices } from './environment-services.ts';
import type { DeployHooks, DeployLog } from './hooks.ts';
import { type GraphNode, startInOrder, startOrder } from './start-order.ts';
import type { Surroundings } from './surroundings.ts';
import { createWorkers, type Workers } from './workers.ts';

/** A deployment that runs: its applications, up. */
export interface RunningDeployment extends RoutedEnvironment {
  readonly around: Surroundings;
  readonly network: EnvironmentNetwork;
  /** Not started with the applications: they wait until those of the former deployment have ended. */
  readonly workers: Workers;
  /** Runs every application's post_deploy hook, one after the other. */
  postDeploy(hooks: DeployHooks): Promise<void>;
  /** Waits for the requests that are under way, up to a limit; nothing leads to it any more. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartRequest {
  readonly project: Project;
  readonly environment: Environment;
  readonly deployment: Deployment;
  readonly site: () => Site;
  readonly network: EnvironmentNetwork;
  readonly services: EnvironmentServices;
  readonly log: DeployLog;
  /** Null where the deployment is brought up again, not deployed. */
  readonly hooks: DeployHooks | null;
  /** Ends the start; what was started is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/** Longer than a page takes; a stream or a long poll is cut off by the stop. */
const drainMilliseconds = 5000;

async function stopAll(applications: readonly RunningApplication[]): Promise<void> {
  await Promise.all(applications.map((application) => application.stop()));
}

/**
 * Starts a deployment's services and applications, each after those it has relationships to. Of applications all or none;
 * services stay up and are the caller's to settle. Error: `deploy_failed`.
 */
export async function startDeployment(
  parts: ClusterParts,
  request: StartRequest,
): Promise<RunningDeployment> {
  const { project, environment, deployment, site, network, hooks, signal, services, log } = request;
  // One that is brought up again gets its former addresses back; beside one that runs it cannot.
  const former = hooks === null ? await parts.services.records.addresses(project.id, environment.name) : [];
  const addresses = new Map(former);
  const around: Surroundings = {
    ...{ project, environment, deployment, site: site(), addresses },
    services: services.around,
    variables: await parts.variablesInEffect(project.id, environment.name),
  };
  const running = new Map<string, RunningApplication>();
  const start = async ({ name, kind }: GraphNode) => {
    signal?.throwIfAborted();
    const application = deployment.definition.applications[name];
    const service = deployment.definition.services[name];
    if (kind === 'service' && service !== undefined) await services.ensure(service, around, log, signal);
    if (kind === 'service' || application === undefined) return;
    log(`Starting application ${name}`);
    const started = await startApplication(parts, application, { network, around, hooks, signal });
    running.set(name, started);
    addresses.set(name, started.address);
    signal?.throwIfAborted();
  };
  const slugs = await parts.slugs.use(Object.values(deployment.builds).map(({ slug }) => slug));
  try {
    await startInOrder(startOrder(deployment.definition), start);
  } catch (error) {
    await stopAll([...running.values()]);
    await slugs.close();
    throw error;
  }
  return runningDeployment(request, around, running, createWorkers(parts, network, around), slugs);
}

/** Worked out anew only when the site has changed. */
function resolvedFor(routes: Definition['routes']): (site: Site) => readonly ResolvedRoute[] {
  let known: { readonly site: Site; readonly resolved: readonly ResolvedRoute[] } | undefined;
  return (site) => {
    if (known?.site !== site) known = { site, resolved: resolveRoutes(routes, site) };
    return known.resolved;
  };
}

function runningDeployment(
  { network, site }: StartRequest,
  around: Surroundings,
  running: ReadonlyMap<string, RunningApplication>,
  workers: Workers,
  slugs: SlugLease,
): RunningDeployment {
  const routesOf = resolvedFor(around.deployment.definition.routes);
  return {
    around,
    network,
    workers,
    get site() {
      return site();
    },
    get routes() {
      return routesOf(site());
    },
    frontOf: (application) => running.get(application)?.front ?? null,
    async postDeploy(hooks) {
      for (const application of running.values()) await application.postDeploy(hooks);
    },
    async drain() {
      await Promise.all([...running.values()].map(({ isBusy }) => requestsEnded(isBusy, drainMilliseconds)));
    },
    async stop() {
      await Promise.all([workers.stop(), stopAll([...running.values()])]);
      await slugs.close();
    },
  };
}
