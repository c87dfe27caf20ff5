import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkloadDefinition } from '../config/definition.ts';
import { buildContainer } from '../container/build-container.ts';
import { type ContainerLimits, storageUser } from '../container/container-spec.ts';
import type { Build } from '../deploy/deployment.ts';
import type { Engine } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Image } from '../image/image.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { Repository } from '../source/repository.ts';
import { slugKey } from './slug-key.ts';

export interface BuildRequest {
  readonly project: string;
  readonly workload: WorkloadDefinition;
  readonly image: Image;
  readonly environment: Readonly<Record<string, string>>;
  readonly repository: Repository;
  readonly tree: string;
  readonly network: EnvironmentNetwork;
  /** The activity's log: the hook's output goes there as it comes. */
  readonly logPath: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Builder {
  /** Builds a workload, or finds it built. Errors: `config_invalid`, `build_failed` (exit code in details), `start_failed`. */
  build(request: BuildRequest): Promise<Build>;
  folderOf(slug: string): string;
}

export interface BuilderSettings {
  readonly engine: Engine;
  readonly slugDirectory: string;
  readonly workDirectory: string;
  readonly cacheDirectory: string;
  readonly nameservers: readonly string[];
  readonly limits: ContainerLimits;
}

async function storageFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chown(path, storageUser.uid, storageUser.gid);
}

async function runHook(
  settings: BuilderSettings,
  request: BuildRequest,
  id: string,
  hook: string,
  folder: string,
) {
  const cacheFolder = join(settings.cacheDirectory, request.project, request.workload.name);
  await storageFolder(cacheFolder);
  await using stack = new AsyncDisposableStack();
  const attachment = await request.network.attach({ egress: true, permissions: [] });
  stack.defer(() => attachment.close());
  const container = await settings.engine.create(
    buildContainer({
      id,
      hook,
      folder,
      cacheFolder,
      rootfs: request.image.rootfs,
      environment: request.environment,
      address: attachment.address,
      networkNamespace: attachment.namespacePath,
      nameservers: settings.nameservers,
      logPath: request.logPath,
      limits: settings.limits,
    }),
  );
  stack.defer(() => container.remove());
  request.signal.throwIfAborted();
  const stop = () => void container.signal('SIGKILL');
  request.signal.addEventListener('abort', stop);
  stack.defer(() => request.signal.removeEventListener('abort', stop));
  await container.start();
  return await container.ended;
}

function failure(request: BuildRequest, exitCode: number | null, reason: string): ErrandError {
  const { name } = request.workload;
  return new ErrandError('build_failed', `the build hook of ${name} ${reason}; its output is above`, {
    details: { workload: name, exitCode },
  });
}

async function buildHook(
  settings: BuilderSettings,
  request: BuildRequest,
  id: string,
  folder: string,
): Promise<void> {
  const hook = request.workload.buildHook;
  if (hook === null) return;
  request.log(`Running the build hook of ${request.workload.name}`);
  const exit = await runHook(settings, request, id, hook, folder);
  request.signal.throwIfAborted();
  if (exit.kind === 'lost') throw failure(request, null, `was lost: ${exit.reason}`);
  if (exit.usage.outOfMemory)
    throw failure(request, exit.exitCode, `ran out of its ${settings.limits.memoryMiB} MiB of memory`);
  if (exit.exitCode !== 0) throw failure(request, exit.exitCode, `ended with exit code ${exit.exitCode}`);
}

let counter = 0;

async function build(settings: BuilderSettings, request: BuildRequest): Promise<Build> {
  const { workload, image, repository } = request;
  const sourceTree = await repository.subtree(request.tree, workload.sourceRoot);
  if (sourceTree === null) {
    throw new ErrandError(
      'config_invalid',
      `${workload.name}: source.root '${workload.sourceRoot}' is no folder of the repository`,
    );
  }
  const slug = slugKey({
    sourceTree,
    imageReference: image.reference,
    hook: workload.buildHook,
    environment: request.environment,
  });
  const target = join(settings.slugDirectory, slug);
  if (existsSync(target)) {
    request.log(`Reusing existing build of ${workload.name} (${slug.slice(0, 12)})`);
    return { slug, image: image.reference };
  }
  request.log(`Building ${workload.name} (${workload.type}: ${image.reference})`);
  const id = `build-${process.pid}-${counter++}-${slug.slice(0, 8)}`;
  const folder = join(settings.workDirectory, id);
  try {
    await storageFolder(folder);
    await repository.extract(sourceTree, folder);
    await buildHook(settings, request, id, folder);
    await rename(folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { slug, image: image.reference };
}

/** Turns sources into slugs. A build that failed leaves nothing behind. */
export async function openBuilder(settings: BuilderSettings): Promise<Builder> {
  await rm(settings.workDirectory, { recursive: true, force: true });
  for (const path of [settings.slugDirectory, settings.workDirectory, settings.cacheDirectory]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  return {
    build: (request) => build(settings, request),
    folderOf: (slug) => join(settings.slugDirectory, slug),
  };
}
