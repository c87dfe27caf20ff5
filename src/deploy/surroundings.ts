import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import { runtimeEnvironment } from '../container/environment.ts';
import type { GroupedVariables } from '../container/variable-layer.ts';
import { configurationLayer, triggerLayer } from '../container/variable-layer.ts';
import type { Image } from '../image/image.ts';
import { routesDocument } from '../router/routes-document.ts';
import type { Site } from '../router/site.ts';
import { Secret } from '../secret/secret.ts';
import { hiddenValues, type OpenVariables, openLayers } from '../variable/open-variables.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import { relationshipItems, relationshipSecrets, type ServiceAround } from './related.ts';

/** What a workload finds around it in an environment that runs. */
export interface Surroundings {
  readonly project: Project;
  readonly environment: Environment;
  readonly deployment: Deployment;
  /** As it was when the deployment was started. */
  readonly site: Site;
  /** Application → address on the environment's bridge. */
  readonly addresses: ReadonlyMap<string, string>;
  /** The services that are up. */
  readonly services: ReadonlyMap<string, ServiceAround>;
  /** What the project and the environment had set when this was last looked at. */
  readonly variables: OpenVariables;
}

type Workload = ApplicationDefinition | TaskDefinition;

/** Where an application is to listen: PORT or SOCKET. */
export interface ListensOn {
  readonly port?: number;
  readonly socketPath?: string;
}

/** Every environment variable of a container of the workload. `trigger` is what a run brought along. */
export function variablesOf(
  workload: Workload,
  around: Surroundings,
  image: Image,
  listensOn: ListensOn | null,
  trigger: GroupedVariables | null,
): Readonly<Record<string, string>> {
  const layers = [
    configurationLayer(workload.variables),
    ...openLayers(around.variables, workload.name),
    ...(trigger === null ? [] : [triggerLayer(trigger)]),
  ];
  return runtimeEnvironment({
    workload,
    project: around.project,
    environment: around.environment,
    treeId: around.deployment.treeId,
    relationships: relationshipItems(workload, around),
    routes: routesDocument(around.deployment.definition.routes, around.site),
    port: listensOn?.port ?? null,
    ...(listensOn?.socketPath === undefined ? {} : { socketPath: listensOn.socketPath }),
    variables: layers,
    pathPrefix: image.pathPrefix,
    imageEnvironment: image.environment,
  });
}

/** What logs must not show of the output of a workload's container with this environment. */
export function hiddenTextsOf(
  workload: Workload,
  around: Surroundings,
  environment: Readonly<Record<string, string>>,
  ofTrigger: readonly Secret[] = [],
): readonly string[] {
  const ofRelationships = relationshipSecrets(workload, around).map((password) => new Secret(password));
  return hiddenValues(around.variables, workload.name, environment, [...ofRelationships, ...ofTrigger]);
}
