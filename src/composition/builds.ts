import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { openBuildCaches } from '../build/build-caches.ts';
import { buildKey } from '../build/build-key.ts';
import { type Builder, openBuilder } from '../build/builder.ts';
import { buildLimits } from '../container/limits.ts';
import type { Engine } from '../engine/engine.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import { openImageVolumes } from '../volume/image-volumes.ts';
import type { Settings } from './settings/settings.ts';

interface BuildsParts {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly slugs: SlugStore;
  readonly nameservers: readonly string[];
}

/** Opens builds with their disks; `stack` unmounts them. */
export async function openBuilds(
  { settings, engine, slugs, nameservers }: BuildsParts,
  stack: AsyncDisposableStack,
): Promise<Builder> {
  const { builds } = settings;
  const inHome = (...names: string[]) => join(settings.home, ...names);
  // A loss of power ends the builds under way, and spares what they keep.
  const workshops = await openImageVolumes({ directory: inHome('builds'), durable: false });
  stack.defer(() => workshops.close());
  const kept = await openImageVolumes({ directory: inHome('cache'), durable: true });
  stack.defer(() => kept.close());
  const machine = { memoryMiB: totalmem() / 1024 / 1024, cpus: cpus().length };
  return openBuilder({
    engine,
    nameservers,
    workshops,
    slugs,
    caches: await openBuildCaches({
      volumes: kept,
      directory: inHome('cache', 'generations'),
      sizeMiB: builds.diskMiB,
    }),
    key: await buildKey(inHome('keys')),
    logDirectory: inHome('builds', 'logs'),
    atOnce: builds.atOnce ?? availableParallelism(),
    terms: {
      limits: buildLimits(machine, builds.memoryMiB),
      diskMiB: builds.diskMiB,
      timeoutSeconds: builds.timeoutSeconds,
      reach: builds.network,
    },
  });
}
