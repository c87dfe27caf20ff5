import type { Builder, BuildPlan } from '../build/builder.ts';
import type { ApplicationDefinition, Definition, TaskDefinition } from '../config/definition.ts';
import { runtimesOf } from '../config/stack-runtimes.ts';
import { cacheFolderInside } from '../container/build-container.ts';
import { buildEnvironment } from '../container/environment.ts';
import { configurationLayer } from '../container/variable-layer.ts';
import type { Image } from '../image/image.ts';
import type { ImageResolver, Together } from '../image/resolver.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { Repository } from '../source/repository.ts';
import { hiddenValues, type OpenVariables, openLayers } from '../variable/open-variables.ts';
import type { Build, Project } from './deployment.ts';
import type { DeployLog } from './hooks.ts';

export interface BuildAllRequest {
  readonly project: Project;
  readonly definition: Definition;
  readonly repository: Repository;
  readonly tree: string;
  readonly images: ImageResolver;
  readonly builder: Builder;
  /** What the project and the environment have set; builds see those that are visible to them. */
  readonly variables: OpenVariables;
  readonly network: EnvironmentNetwork;
  readonly log: DeployLog;
  readonly signal: AbortSignal;
}

type Workload = ApplicationDefinition | TaskDefinition;

async function planOne(request: BuildAllRequest, workload: Workload, image: Image): Promise<BuildPlan> {
  const input = {
    workload,
    project: request.project,
    treeId: request.tree,
    variables: [configurationLayer(workload.variables), ...openLayers(request.variables, workload.name)],
    pathPrefix: image.pathPrefix,
    imageEnvironment: image.environment,
    cacheFolder: cacheFolderInside,
  };
  const environment = buildEnvironment(input);
  return request.builder.plan({
    ...request,
    project: request.project.id,
    workload,
    image,
    environment,
    lastingEnvironment: buildEnvironment({ ...input, treeId: '' }),
    hiddenTexts: hiddenValues(request.variables, workload.name, environment),
  });
}

/** Lines of builds that go on at the same time are told apart by the workload's name. */
function logsFor(plans: readonly BuildPlan[], log: DeployLog): (plan: BuildPlan) => DeployLog {
  const several = plans.filter(({ built, steps }) => !built && steps.length > 0).length > 1;
  return ({ workload }) => (several ? (line, stream) => log(`[${workload.name}] ${line}`, stream) : log);
}

async function planAll(request: BuildAllRequest): Promise<readonly BuildPlan[]> {
  const { applications, tasks } = request.definition;
  const workloads = [...Object.values(applications), ...Object.values(tasks)];
  const plans: BuildPlan[] = [];
  // An image that is not to be had is told before the first build has taken its time.
  const imageOf = imagesFor(request);
  const images: Image[] = [];
  for (const workload of workloads) images.push(await imageOf(workload));
  for (const [index, workload] of workloads.entries()) {
    request.signal.throwIfAborted();
    const image = images[index];
    if (image !== undefined) plans.push(await planOne(request, workload, image));
  }
  return plans;
}

/** Finds the image of a workload; those that ask for the same runtimes share one, and each is told what it lacks. */
function imagesFor(request: BuildAllRequest): (workload: Workload) => Promise<Image> {
  const known = new Map<string, Together>();
  return async (workload) => {
    const runtimes = runtimesOf(workload);
    const key = [workload.type, ...runtimes].join(' ');
    const found = known.get(key) ?? (await request.images.resolveTogether(workload.type, runtimes, request));
    known.set(key, found);
    for (const runtime of found.missing)
      request.log(
        `Warning: ${workload.name} has no ${runtime}: its image is ${found.image.reference}, and only runtimes of this machine can be together in one`,
      );
    return found.image;
  };
}

/**
 * Builds the applications and tasks of a definition, as many at a time as the builder lets. The first that fails ends the others;
 * its error is thrown when nothing goes on any more.
 */
export async function buildAll(request: BuildAllRequest): Promise<Readonly<Record<string, Build>>> {
  const plans = await planAll(request);
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const logFor = logsFor(plans, request.log);
  const failures: unknown[] = [];
  const builds = plans.map(async (plan) => {
    try {
      const means = { network: request.network, log: logFor(plan), signal };
      return [[plan.workload.name, await request.builder.build(plan, means)] as const];
    } catch (error) {
      failures.push(error);
      failed.abort();
      return [];
    }
  });
  const done = await Promise.all(builds);
  if (failures.length > 0) throw failures[0];
  return Object.fromEntries(done.flat());
}
