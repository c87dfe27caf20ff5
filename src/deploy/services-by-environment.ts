import type { RunningDeployment } from './cluster.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Environment, Project } from './deployment.ts';
import { type EnvironmentServices, openEnvironmentServices } from './environment-services.ts';
import type { DeployLog } from './hooks.ts';

/** The services of all environments. */
export interface ServicesByEnvironment {
  of(project: Project, environment: Environment): EnvironmentServices;
  /** Brings an environment's services to what `running` says, and writes the addresses down. */
  settle(
    project: Project,
    environment: Environment,
    running: RunningDeployment | undefined,
    log: DeployLog,
  ): Promise<void>;
  /** Stops all of an environment's; they are up again at its next start. */
  stop(project: Project, environment: Environment): Promise<void>;
  stopAll(): Promise<void>;
}

/** After a deploy that failed, services are as the former deployment had them; what nobody needs any more stops. */
async function settle(
  services: EnvironmentServices,
  running: RunningDeployment | undefined,
  log: DeployLog,
): Promise<void> {
  const wanted = Object.values(running?.around.deployment.definition.services ?? {});
  if (running !== undefined) {
    for (const service of wanted)
      await services.ensure(service, running.around, log).catch(tell(service.name, log));
  }
  await services.keepOnly(
    wanted.map(({ name }) => name),
    log,
  );
}

const tell = (name: string, log: DeployLog) => (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  log(`The service ${name} could not be brought back: ${reason}`, 'stderr');
};

export function openServicesByEnvironment(parts: ClusterParts): ServicesByEnvironment {
  const open = new Map<string, EnvironmentServices>();
  const of = (project: Project, environment: Environment) => {
    const key = `${project.id}/${environment.name}`;
    const found = open.get(key) ?? openEnvironmentServices(parts, project, environment);
    open.set(key, found);
    return found;
  };
  return {
    of,
    async settle(project, environment, running, log) {
      const services = of(project, environment);
      await settle(services, running, log);
      if (running === undefined) return;
      const addresses = new Map([...running.around.addresses, ...services.addresses()]);
      await parts.services.records.setAddresses(project.id, environment.name, addresses);
    },
    async stop(project, environment) {
      const services = await of(project, environment);
      open.delete(`${project.id}/${environment.name}`);
      await services.stopAll();
    },
    async stopAll() {
      await Promise.all([...open.values()].map((services) => services.stopAll()));
      open.clear();
    },
  };
}
