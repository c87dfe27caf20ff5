import { rm, rmdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { type Builder, openBuilder } from '../build/builder.ts';
import { buildLimits } from '../container/limits.ts';
import type { Engine } from '../engine/engine.ts';
import { openOciEngine } from '../engine/oci/oci-engine.ts';
import { type ImageResolver, openImageResolver } from '../image/resolver.ts';
import { openLinuxNetwork } from '../network/linux-network.ts';
import { resolvers } from '../network/machine.ts';
import type { Network } from '../network/network.ts';
import type { Programs } from './preconditions.ts';
import { cgroupOf, type Settings } from './settings.ts';

/** What the server uses of the machine. */
export interface Machine {
  readonly network: Network;
  readonly engine: Engine;
  readonly images: ImageResolver;
  readonly builder: Builder;
  readonly nameservers: readonly string[];
}

async function openEngine(
  settings: Settings,
  programs: Programs,
  stack: AsyncDisposableStack,
): Promise<Engine> {
  const engine = await openOciEngine({
    directory: settings.runtimeDirectory,
    cgroup: cgroupOf(settings.instance),
    runtimePath: programs.crun,
    conmonPath: programs.conmon,
    initPath: programs.init,
  });
  stack.defer(async () => {
    await engine.close();
    await rm(settings.runtimeDirectory, { recursive: true, force: true });
    // The folder above is shared by all servers of the machine and goes with the last.
    await rmdir(dirname(settings.runtimeDirectory)).catch(() => undefined);
  });
  return engine;
}

/** Opens network, engine, images and builds; `stack` takes away what they made. */
export async function openMachine(
  settings: Settings,
  programs: Programs,
  authorityPem: string,
  stack: AsyncDisposableStack,
): Promise<Machine> {
  const inHome = (name: string) => join(settings.home, name);
  const network = await openLinuxNetwork({ instance: settings.instance, pool: settings.addressPool });
  stack.defer(() => network.close());
  const engine = await openEngine(settings, programs, stack);
  const nameservers = resolvers();
  const builder = await openBuilder({
    engine,
    nameservers,
    slugDirectory: inHome('slugs'),
    workDirectory: inHome('builds'),
    cacheDirectory: inHome('cache'),
    limits: buildLimits({ memoryMiB: totalmem() / 1024 / 1024, cpus: cpus().length }),
  });
  const { runtimeDirectory } = settings;
  const images = await openImageResolver({ directory: inHome('images'), runtimeDirectory, authorityPem });
  return { network, engine, images, builder, nameservers };
}
