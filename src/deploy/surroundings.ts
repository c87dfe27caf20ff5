import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import { runtimeEnvironment } from '../container/environment.ts';
import type { NamedAddress } from '../container/hosts.ts';
import { applicationItem, type RelationshipEndpoint } from '../container/relationships.ts';
import type { GroupedVariables } from '../container/variable-layer.ts';
import { configurationLayer, triggerLayer } from '../container/variable-layer.ts';
import type { Image } from '../image/image.ts';
import { routesDocument } from '../router/routes.ts';
import type { Deployment, Environment, Project } from './deployment.ts';

/** What a workload finds around it in an environment that runs. */
export interface Surroundings {
  readonly project: Project;
  readonly environment: Environment;
  readonly deployment: Deployment;
  readonly applicationUrl: string;
  /** Application → address on the environment's bridge. */
  readonly addresses: ReadonlyMap<string, string>;
}

type Workload = ApplicationDefinition | TaskDefinition;

const httpPort = 80;

interface Related {
  readonly relationship: string;
  readonly application: string;
  readonly address: string;
}

/** The workload's relationships to applications that run. Services have no address yet and are left out. */
function relatedApplications(workload: Workload, around: Surroundings): readonly Related[] {
  return Object.entries(workload.relationships).flatMap(([relationship, { service }]) => {
    const address = around.addresses.get(service);
    return address === undefined ? [] : [{ relationship, application: service, address }];
  });
}

/** Ports that the workload's container may reach. */
export function permissionsOf(
  workload: Workload,
  around: Surroundings,
): readonly { readonly to: string; readonly port: number }[] {
  return relatedApplications(workload, around).map(({ address }) => ({ to: address, port: httpPort }));
}

/** Names for `/etc/hosts`: the relationship's and the application's. */
export function relatedNames(workload: Workload, around: Surroundings): readonly NamedAddress[] {
  return relatedApplications(workload, around).map(({ relationship, application, address }) => ({
    address,
    names: [`${relationship}.internal`, `${application}.internal`],
  }));
}

function endpoints(
  workload: Workload,
  around: Surroundings,
): Readonly<Record<string, readonly RelationshipEndpoint[]>> {
  const items = relatedApplications(workload, around).map(({ relationship, application, address }) => {
    const type = around.deployment.definition.applications[application]?.type ?? '';
    const target = {
      relationship,
      service: application,
      type,
      project: around.project.id,
      environmentMachineName: around.environment.machineName,
      ip: address,
    };
    return [relationship, [applicationItem(target)]] as const;
  });
  return Object.fromEntries(items);
}

/** Every environment variable of a container of the workload. `trigger` is what a run brought along. */
export function variablesOf(
  workload: Workload,
  around: Surroundings,
  image: Image,
  port: number | null,
  trigger: GroupedVariables | null,
): Readonly<Record<string, string>> {
  const layers = [
    configurationLayer(workload.variables),
    ...(trigger === null ? [] : [triggerLayer(trigger)]),
  ];
  return runtimeEnvironment({
    workload,
    project: around.project,
    environment: around.environment,
    treeId: around.deployment.treeId,
    relationships: endpoints(workload, around),
    routes: routesDocument(around.deployment.definition.routes, around.applicationUrl),
    port,
    variables: layers,
    pathPrefix: image.pathPrefix,
  });
}

/** Applications in an order in which each comes after those it has relationships to. The configuration has no cycles. */
export function startOrder(
  applications: Readonly<Record<string, ApplicationDefinition>>,
): readonly ApplicationDefinition[] {
  const ordered = new Set<ApplicationDefinition>();
  const visit = (application: ApplicationDefinition | undefined) => {
    if (application === undefined || ordered.has(application)) return;
    for (const { service } of Object.values(application.relationships)) visit(applications[service]);
    ordered.add(application);
  };
  for (const application of Object.values(applications)) visit(application);
  return [...ordered];
}
