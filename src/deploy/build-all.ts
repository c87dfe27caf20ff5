import type { Builder } from '../build/builder.ts';
import type { ApplicationDefinition, Definition, TaskDefinition } from '../config/definition.ts';
import { cacheFolderInside } from '../container/build-container.ts';
import { buildEnvironment } from '../container/environment.ts';
import { configurationLayer } from '../container/variable-layer.ts';
import type { ImageResolver } from '../image/resolver.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { Repository } from '../source/repository.ts';
import type { Build, Project } from './deployment.ts';

export interface BuildAllRequest {
  readonly project: Project;
  readonly definition: Definition;
  readonly repository: Repository;
  readonly tree: string;
  readonly images: ImageResolver;
  readonly builder: Builder;
  readonly network: EnvironmentNetwork;
  readonly logPath: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

async function buildOne(
  request: BuildAllRequest,
  workload: ApplicationDefinition | TaskDefinition,
): Promise<Build> {
  request.signal.throwIfAborted();
  const image = await request.images.resolve(workload.type);
  const environment = buildEnvironment({
    workload,
    project: request.project,
    treeId: request.tree,
    variables: [configurationLayer(workload.variables)],
    pathPrefix: image.pathPrefix,
    cacheFolder: cacheFolderInside,
  });
  return request.builder.build({ ...request, project: request.project.id, workload, image, environment });
}

/** Builds the applications and tasks of a definition, one after the other, so that their output stays apart in the log. */
export async function buildAll(request: BuildAllRequest): Promise<Readonly<Record<string, Build>>> {
  const { applications, tasks } = request.definition;
  const workloads = [...Object.values(applications), ...Object.values(tasks)];
  // An image that is not to be had is told before the first build has taken its time.
  for (const { type } of workloads) await request.images.resolve(type);
  const builds: Record<string, Build> = {};
  for (const workload of workloads) builds[workload.name] = await buildOne(request, workload);
  return builds;
}
