import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import type { Build } from '../deploy/deployment.ts';
import type { Engine } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Image } from '../image/image.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import type { Repository } from '../source/repository.ts';
import { openTurns } from '../volume/turns.ts';
import type { Volumes } from '../volume/volumes.ts';
import type { BuildCaches } from './build-caches.ts';
import { keepResult } from './keep-result.ts';
import { makeMountPoints, mountPointsOf } from './mount-points.ts';
import { type BuildLog, type BuildTerms, runSteps } from './run-steps.ts';
import { openSlots } from './slots.ts';
import { slugKey } from './slug-key.ts';
import { type BuildStep, stepsOf } from './steps.ts';
import { isFull, openWorkshop } from './workshop.ts';

/** What is asked for. */
export interface BuildOrder {
  readonly project: string;
  readonly workload: ApplicationDefinition | TaskDefinition;
  readonly image: Image;
  /** What the steps see. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same for a tree without a name: what the slug depends on. */
  readonly lastingEnvironment: Readonly<Record<string, string>>;
  /** What of it the log must not show. */
  readonly hiddenTexts: readonly string[];
  readonly repository: Repository;
  readonly tree: string;
}

/** With what it is done. */
export interface BuildMeans {
  readonly network: EnvironmentNetwork;
  /** Says a line in the activity's log; the output of the steps goes there as it comes. */
  readonly log: BuildLog;
  readonly signal: AbortSignal;
}

/** What is built, and under which name. */
export interface BuildPlan extends BuildOrder {
  readonly slug: string;
  readonly sourceTree: string;
  readonly steps: readonly BuildStep[];
  readonly mountPoints: readonly string[];
  /** Whether it is there already. */
  readonly built: boolean;
}

export interface Builder {
  /** What has to be done for a workload. Error: `config_invalid`. */
  plan(order: BuildOrder): Promise<BuildPlan>;
  /** Builds a workload, or finds it built. Errors: `build_failed` (exit code in details), `start_failed`. */
  build(plan: BuildPlan, means: BuildMeans): Promise<Build>;
  /** Empties what the builds of a project keep, and lets its next push build everything anew. */
  clearCache(project: string): Promise<void>;
  /** Removes all that is kept for the builds of a project. */
  forget(project: string): Promise<void>;
  folderOf(slug: string): string;
}

export interface BuilderSettings {
  readonly engine: Engine;
  readonly slugs: SlugStore;
  readonly caches: BuildCaches;
  /** Disks of builds under way. */
  readonly workshops: Volumes;
  readonly nameservers: readonly string[];
  readonly terms: BuildTerms;
  /** Holds a file for each container under way. */
  readonly logDirectory: string;
  /** Builds that go on at the same time, of all pushes. */
  readonly atOnce: number;
  /** Of this server alone: names of slugs are made with it. */
  readonly key: Uint8Array;
}

let counter = 0;

async function sourceTreeOf({ workload, repository, tree }: BuildOrder): Promise<string> {
  const found = await repository.subtree(tree, workload.sourceRoot);
  if (found !== null) return found;
  const message = `${workload.name}: source.root '${workload.sourceRoot}' is no folder of the repository`;
  throw new ErrandError('config_invalid', message);
}

async function planOf({ caches, key, slugs }: BuilderSettings, order: BuildOrder): Promise<BuildPlan> {
  const sourceTree = await sourceTreeOf(order);
  const steps = stepsOf(order.workload, await order.repository.names(sourceTree));
  const inputs = {
    sourceTree,
    steps,
    imageReference: order.image.reference,
    environment: order.lastingEnvironment,
    mountPoints: mountPointsOf(order.workload),
    generation: await caches.generation(order.project),
  };
  const slug = slugKey(inputs, key);
  const { mountPoints } = inputs;
  return { ...order, slug, sourceTree, steps, mountPoints, built: slugs.has(slug) };
}

async function make(settings: BuilderSettings, plan: BuildPlan, means: BuildMeans): Promise<void> {
  const { workload, image, project } = plan;
  means.log(`Building ${workload.name} (${workload.type}: ${image.reference})`);
  const id = `build-${process.pid}-${counter++}-${plan.slug.slice(0, 8)}`;
  const logPath = join(settings.logDirectory, `${id}.log`);
  const workshop = await openWorkshop(settings.workshops, id, settings.terms.diskMiB);
  try {
    await plan.repository.extract(plan.sourceTree, workshop.sources);
    means.signal.throwIfAborted();
    if (plan.steps.length > 0) {
      await settings.caches.lend(project, workload.name, (cacheFolder) => {
        const cacheIsFull = () => isFull(cacheFolder);
        return runSteps({ ...settings, ...plan, ...means, id, workshop, logPath, cacheFolder, cacheIsFull });
      });
    }
    await makeMountPoints(workshop.sources, plan.mountPoints);
    const result = { slug: plan.slug, workload: workload.name, folder: workshop.sources };
    await keepResult(settings, result, means.signal);
  } finally {
    await workshop.close();
    await rm(logPath, { force: true });
  }
}

/** Turns sources into slugs. A build that failed leaves nothing behind. */
export async function openBuilder(settings: BuilderSettings): Promise<Builder> {
  const { slugs, caches, workshops, atOnce, logDirectory } = settings;
  await rm(logDirectory, { recursive: true, force: true });
  await mkdir(logDirectory, { recursive: true, mode: 0o700 });
  // What a former server was at when it was killed.
  for (const { id } of await workshops.list()) await workshops.delete(id);
  const slots = openSlots(atOnce);
  const turns = openTurns();
  return {
    plan: (order) => planOf(settings, order),
    async build(plan, means) {
      const { slug, workload, image } = plan;
      // Two pushes that ask for the same: the second finds what the first has made.
      await turns.take(slug, async () => {
        if (!slugs.has(slug)) return slots.take(means.signal, () => make(settings, plan, means));
        means.log(`Reusing existing build of ${workload.name} (${slug.slice(0, 12)})`);
      });
      return { slug, image: image.reference };
    },
    clearCache: (project) => caches.clear(project),
    forget: (project) => caches.forget(project),
    folderOf: (slug) => slugs.folderOf(slug),
  };
}
