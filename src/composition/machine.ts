import { join } from 'node:path';
import { newActivityId } from '../activity/activity-id.ts';
import { pumpedEngine } from '../activity/log/pump/pumped-engine.ts';
import { Pumps } from '../activity/log/pump/pumps.ts';
import type { OutputFolders } from '../artifact/output-folder.ts';
import { openVolumeFolders } from '../artifact/volume-folders.ts';
import type { Builder } from '../build/builder.ts';
import type { Storage } from '../deploy/storage.ts';
import type { Engine } from '../engine/engine.ts';
import { openOciEngine } from '../engine/oci/oci-engine.ts';
import { type ImageResolver, openImageResolver } from '../image/resolver.ts';
import { forbidCoreDumps } from '../linux/core-dumps.ts';
import { openLinuxNetwork } from '../network/linux-network.ts';
import { resolvers } from '../network/machine.ts';
import type { Network } from '../network/network.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { ServiceImages } from '../service/service-images.ts';
import { openSlugStore } from '../slug/disk-slug-store.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import { openImageVolumes } from '../volume/image-volumes.ts';
import { openBuilds } from './builds.ts';
import type { Programs } from './preconditions.ts';
import { openRuntimeDirectory, removeRuntimeDirectory } from './runtime-directory.ts';
import { openImagesOfServices } from './service-images.ts';
import { cgroupOf, type Settings } from './settings/settings.ts';
import type { State } from './state.ts';
import { openStorage } from './storage.ts';

/** What the server uses of the machine. */
export interface Machine {
  readonly network: Network;
  readonly engine: Engine;
  readonly images: ImageResolver;
  readonly builder: Builder;
  readonly slugs: SlugStore;
  readonly nameservers: readonly string[];
  readonly storage: Storage;
  readonly serviceImages: ServiceImages;
  readonly outputs: OutputFolders;
  /** To be called before the first container is stopped at the server's end: nobody waits any more for a disk that is full. */
  hurry(): void;
}

export interface MachineParts {
  readonly settings: Settings;
  readonly programs: Programs;
  readonly state: Pick<State, 'authority' | 'logWriters'>;
  readonly log: EventLog;
  /** Whether runs are left to the next server; asked at the end. */
  readonly leavesRuns: () => boolean;
}

/** Raw output that may wait for each container while no server is there. */
const outputAheadBytes = 32 * 1024 * 1024;
/** In memory too, for each container, at the very most. */
const outputMostBytes = 256 * 1024 * 1024;

function openPumps({ settings, state, log }: MachineParts, stopping: AbortSignal): Pumps {
  return new Pumps({
    outputDirectory: join(settings.runtimeDirectory, 'outputs'),
    termsDirectory: join(settings.runtimeDirectory, 'pumped'),
    guardPath: join(settings.runtimeDirectory, 'output-guard'),
    writers: state.logWriters,
    stopping,
    pace: settings.logs.pace,
    aheadBytes: outputAheadBytes,
    mostBytes: outputMostBytes,
    log,
  });
}

async function openEngine(
  parts: MachineParts,
  stopping: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<Engine> {
  const { settings, programs, log, leavesRuns } = parts;
  forbidCoreDumps();
  await openRuntimeDirectory(settings.runtimeDirectory);
  const kept = await openOciEngine({
    directory: settings.runtimeDirectory,
    cgroup: cgroupOf(settings.instance),
    runtimePath: programs.crun,
    conmonPath: programs.conmon,
    initPath: programs.init,
    onLeft: (container, error) =>
      log.error(
        { container, error },
        'a half-made container could not be removed; the next start tries again',
      ),
  });
  const engine = pumpedEngine(kept, openPumps(parts, stopping), settings.logs.limit);
  stack.defer(async () => {
    if (leavesRuns()) return engine.leave();
    await engine.close();
    await removeRuntimeDirectory(settings.runtimeDirectory);
  });
  return engine;
}

async function openOutputs({ home, results }: Settings): Promise<OutputFolders> {
  const directory = join(home, 'results');
  return openVolumeFolders({
    // What a loss of power takes, it takes from a run that is lost with it.
    volumes: await openImageVolumes({ directory, durable: false }),
    directory: join(directory, 'containers'),
    sizeMiB: results.sizeMiB,
    newId: () => newActivityId(),
  });
}

/**
 * Opens network, engine, images and builds; `stack` takes away what they made, but for runs that are left to the next
 * server.
 */
export async function openMachine(parts: MachineParts, stack: AsyncDisposableStack): Promise<Machine> {
  const { settings, state } = parts;
  const inHome = (name: string) => join(settings.home, name);
  const network = await openLinuxNetwork({ instance: settings.instance, pool: settings.network.addressPool });
  stack.defer(async () => {
    if (!parts.leavesRuns()) await network.close();
  });
  const stopping = new AbortController();
  const engine = await openEngine(parts, stopping.signal, stack);
  const storage = await openStorage(settings, stack);
  const nameservers = resolvers();
  const slugs = await openSlugStore({
    directory: inHome('slugs'),
    mountDirectory: join(settings.runtimeDirectory, 'slugs'),
    warn: (message) => parts.log.warn({}, message),
  });
  stack.defer(() => slugs.close());
  const builder = await openBuilds({ settings, engine, slugs, nameservers }, stack);
  const outputs = await openOutputs(settings);
  stack.defer(() => outputs.close());
  const { runtimeDirectory } = settings;
  const images = await openImageResolver({
    ...settings.images,
    directory: inHome('images'),
    runtimeDirectory,
    authorityPem: state.authority.caCertificatePem,
  });
  const serviceImages = openImagesOfServices(images, settings.images);
  const hurry = () => stopping.abort();
  return { network, engine, images, builder, slugs, nameservers, storage, serviceImages, outputs, hurry };
}
