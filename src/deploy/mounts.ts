import type { MountDefinition } from '../config/definition.ts';
import { pathSegments } from '../config/mount-source.ts';
import { type ContainerMount, storageUser } from '../container/container-spec.ts';
import { mountDestination } from '../container/workload-container.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { type HeldFolder, holdFolderBeneath } from '../linux/folder-beneath.ts';
import { openRoom } from '../volume/room.ts';
import { volumeId } from '../volume/volume-id.ts';
import type { Storage } from './storage.ts';
import type { Surroundings } from './surroundings.ts';

/** The mounts that a workload declared, ready for its container. */
export interface OpenMounts {
  readonly mounts: readonly ContainerMount[];
  /** To be called when no container is made of them any more; what is ephemeral goes. */
  close(): Promise<void>;
}

export interface MountOwner {
  /** Of the application or task; a worker has its application's. */
  readonly name: string;
  readonly mounts: Readonly<Record<string, MountDefinition>>;
}

type Source = MountDefinition['source'];
const isEphemeral = (source: Source) => source === 'instance' || source === 'tmp';

/** The folder of the volume that a lasting mount is taken from. Workloads that name the same one share it. */
async function volumeFolder(
  { volumes, sizes }: Storage,
  around: Surroundings,
  owner: MountOwner,
  { source, service }: MountDefinition,
): Promise<string> {
  const kind = source === 'service' ? 'service' : 'app';
  const id = volumeId({
    project: around.project.id,
    environmentMachineName: around.environment.machineName,
    kind,
    name: service ?? owner.name,
  });
  return openRoom(volumes, id, kind === 'service' ? sizes.serviceMiB : sizes.applicationMiB);
}

async function hold(at: string, folder: string, segments: readonly string[]): Promise<HeldFolder> {
  try {
    return await holdFolderBeneath(folder, segments, storageUser);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const message = `the mount '${at}' needs the folder '${segments.join('/')}' of its source, which is a link or no folder (${reason}); remove it there`;
    throw new ErrandError('deploy_failed', message, { cause });
  }
}

/**
 * Opens the mounts of a workload. `key` names the container, or the workload whose containers follow one another: what is
 * ephemeral belongs to it, is empty now and gone at `close`. Error: `deploy_failed`.
 */
export async function openMounts(
  storage: Storage,
  around: Surroundings,
  owner: MountOwner,
  key: string,
): Promise<OpenMounts> {
  const declared = Object.entries(owner.mounts);
  const ephemeral = declared.some(([, { source }]) => isEphemeral(source));
  const held: HeldFolder[] = [];
  const close = async () => {
    await Promise.all(held.splice(0).map((folder) => folder.close()));
    if (ephemeral) await storage.scratch.delete(key);
  };
  try {
    const scratch = ephemeral ? await openRoom(storage.scratch, key, storage.sizes.scratchMiB) : '';
    const mounts: ContainerMount[] = [];
    for (const [index, [path, mount]] of declared.entries()) {
      const own = isEphemeral(mount.source);
      const folder = own ? scratch : await volumeFolder(storage, around, owner, mount);
      const one = await hold(path, folder, own ? [String(index)] : pathSegments(mount.sourcePath));
      held.push(one);
      mounts.push({ kind: 'folder', destination: mountDestination(path), source: one.path, writable: true });
    }
    return { mounts, close };
  } catch (error) {
    await close();
    throw error;
  }
}
