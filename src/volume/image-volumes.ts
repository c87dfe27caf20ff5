import { statfsSync } from 'node:fs';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { keepMountsPrivate } from '../linux/mounts.ts';
import { allocatedBytes, copyImage, growImage, imageSizeMiB, makeImage, preallocate } from './image-file.ts';
import { checkedId, type ImageFolder, openImageFolder } from './image-folder.ts';
import {
  detachFolder,
  freezeFolder,
  growMounted,
  growUnmounted,
  loopDevice,
  mountImage,
  shrinkBack,
  thawFolder,
  unmountFolder,
} from './loop-mount.ts';
import { openTurns } from './turns.ts';
import type { VolumeFacts, Volumes, VolumeUsage } from './volumes.ts';

export interface ImageVolumeSettings {
  /** Holds the images; on the machine's disk. */
  readonly directory: string;
  /** Whether the data must outlive a loss of power. */
  readonly durable: boolean;
  /**
   * Whether volumes have all of their room on the machine's disk from the beginning. Else they take it as they are filled, and
   * writes are lost where that disk is full then: the kernel has taken them before it knows.
   */
  readonly preallocated?: boolean;
}

/** A volume that is being copied. */
interface Hold {
  holders: number;
  /** Whether its writers wait; one that nobody has mounted has none. */
  readonly frozen: boolean;
  readonly over: PromiseWithResolvers<void>;
}

interface ImageVolumeParts extends ImageVolumeSettings {
  readonly images: ImageFolder;
  readonly snapshots: ImageFolder;
}

/** Volumes that are files with an ext4 in each, mounted by loop devices. */
export async function openImageVolumes(settings: ImageVolumeSettings): Promise<Volumes> {
  keepMountsPrivate();
  const { directory } = settings;
  await mkdir(join(directory, 'mounts'), { recursive: true, mode: 0o711 });
  const images = await openImageFolder(join(directory, 'volumes'), 'volume');
  const snapshots = await openImageFolder(join(directory, 'snapshots'), 'snapshot');
  return new ImageVolumes({ ...settings, images, snapshots });
}

class ImageVolumes implements Volumes {
  readonly #parts: ImageVolumeParts;
  readonly #mounted = new Set<string>();
  readonly #held = new Map<string, Hold>();
  readonly #turns = openTurns();

  constructor(parts: ImageVolumeParts) {
    this.#parts = parts;
  }

  create(id: string, sizeMiB: number): Promise<void> {
    return this.#turns.take(id, async () => {
      await this.#parts.images.needFree(id);
      const journal = this.#parts.durable;
      await makeImage(this.#image(id), sizeMiB, { journal, preallocated: this.#preallocated });
    });
  }

  async find(id: string): Promise<VolumeFacts | null> {
    const sizeMiB = await imageSizeMiB(this.#image(id));
    return sizeMiB === null ? null : { id, sizeMiB };
  }

  list(prefix = ''): Promise<readonly VolumeFacts[]> {
    return this.#parts.images.list(prefix);
  }

  async mount(id: string): Promise<string> {
    // To mount an image is to write to it.
    if (!this.#mounted.has(id)) await this.#held.get(id)?.over.promise;
    return this.#turns.take(id, () => this.#mountNow(id));
  }

  unmount(id: string): Promise<void> {
    return this.#turns.take(id, () => this.#unmountNow(id));
  }

  usage(id: string): Promise<VolumeUsage> {
    return this.#turns.take(id, async () => {
      const sizeBytes = (await this.#parts.images.need(id)) * 1024 * 1024;
      if (this.#mounted.has(id)) return usageInside(this.#folder(id));
      const usedBytes = await allocatedBytes(this.#image(id));
      return { sizeBytes, usedBytes, availableBytes: Math.max(0, sizeBytes - usedBytes) };
    });
  }

  resize(id: string, sizeMiB: number): Promise<void> {
    return this.#turns.take(id, async () => {
      const image = this.#image(id);
      const former = await this.#parts.images.need(id);
      if (sizeMiB < former) {
        const message = `volume '${id}' has ${former} MiB and cannot be made smaller; ask for ${former} MiB or more`;
        throw new ErrandError('request_invalid', message);
      }
      if (sizeMiB === former) return;
      try {
        await growImage(image, sizeMiB);
        if (this.#preallocated) await preallocate(image);
        if (!(await growMounted(image))) await this.#growAside(id);
      } catch (error) {
        // Else the next one would believe that the file system had that size.
        await shrinkBack(image, former);
        throw error;
      }
    });
  }

  async clone(from: string, to: string): Promise<void> {
    await this.#turns.take(to, async () => {
      await this.#parts.images.needFree(to);
      await this.#copyStill(from, this.#image(to), this.#preallocated);
    });
  }

  copy(id: string, path: string): Promise<void> {
    return this.#copyStill(id, path, false);
  }

  async snapshot(id: string, snapshot: string): Promise<void> {
    await this.#parts.snapshots.needFree(snapshot);
    await this.#copyStill(id, this.#parts.snapshots.pathOf(snapshot), false);
  }

  restore(snapshot: string, id: string): Promise<void> {
    return this.#turns.take(id, async () => {
      await this.#parts.snapshots.need(snapshot);
      await this.#takeOut(id);
      await copyImage(this.#parts.snapshots.pathOf(snapshot), this.#image(id), this.#preallocated);
    });
  }

  listSnapshots(prefix = ''): Promise<readonly VolumeFacts[]> {
    return this.#parts.snapshots.list(prefix);
  }

  async deleteSnapshot(snapshot: string): Promise<void> {
    await rm(this.#parts.snapshots.pathOf(snapshot), { force: true });
  }

  async frozen<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const held: string[] = [];
    try {
      for (const id of ids) {
        await this.#turns.take(id, () => this.#hold(id));
        held.push(id);
      }
      return await work();
    } finally {
      for (const id of held) await this.#turns.take(id, () => this.#letGo(id));
    }
  }

  delete(id: string): Promise<void> {
    return this.#turns.take(id, async () => {
      await this.#unmountNow(id);
      await rm(this.#image(id), { force: true });
      // Where a former server had it mounted when it was killed, its empty folder is still there.
      await rmdir(this.#folder(id)).catch(() => undefined);
    });
  }

  async close(): Promise<void> {
    const all = [...this.#mounted];
    await Promise.allSettled(all.map((id) => this.unmount(id)));
    // One that something still holds goes with whoever holds it.
    await Promise.all([...this.#mounted].map((id) => detachFolder(this.#folder(id))));
    this.#mounted.clear();
  }

  get #preallocated(): boolean {
    return this.#parts.preallocated === true;
  }

  #image(id: string): string {
    return this.#parts.images.pathOf(id);
  }

  #folder(id: string): string {
    return join(this.#parts.directory, 'mounts', checkedId(id));
  }

  async #mountNow(id: string): Promise<string> {
    const folder = this.#folder(id);
    if (this.#mounted.has(id)) return folder;
    await this.#parts.images.need(id);
    // It may be of a time when the server made sparse ones.
    if (this.#preallocated) await preallocate(this.#image(id));
    await mountImage(this.#image(id), folder, !this.#preallocated);
    this.#mounted.add(id);
    return folder;
  }

  async #unmountNow(id: string): Promise<void> {
    if (this.#held.has(id)) throw new ErrandError('conflict', `volume '${id}' is being copied`);
    if (!this.#mounted.has(id)) return;
    await unmountFolder(this.#folder(id));
    this.#mounted.delete(id);
  }

  /** Unmounts it, so that nothing has it any more. Error: `conflict` where a container does. */
  async #takeOut(id: string): Promise<void> {
    await this.#unmountNow(id);
    if ((await loopDevice(this.#image(id))) === null) return;
    throw new ErrandError('conflict', `volume '${id}' is in use; what has it must be stopped first`);
  }

  async #growAside(id: string): Promise<void> {
    const wasMounted = this.#mounted.has(id);
    try {
      await this.#takeOut(id);
      await growUnmounted(this.#image(id));
    } finally {
      if (wasMounted) await this.#mountNow(id);
    }
  }

  /** Copies a volume as it is at one moment. */
  #copyStill(id: string, target: string, preallocated: boolean): Promise<void> {
    return this.frozen([id], () => copyImage(this.#image(id), target, preallocated));
  }

  async #hold(id: string): Promise<void> {
    const hold = this.#held.get(id);
    if (hold !== undefined) {
      hold.holders += 1;
      return;
    }
    await this.#parts.images.need(id);
    // A container of a former server may write to one that this server has not mounted yet.
    const frozen = this.#mounted.has(id) || (await loopDevice(this.#image(id))) !== null;
    if (frozen) await freezeFolder(await this.#mountNow(id));
    this.#held.set(id, { holders: 1, frozen, over: Promise.withResolvers() });
  }

  async #letGo(id: string): Promise<void> {
    const hold = this.#held.get(id);
    if (hold === undefined) return;
    hold.holders -= 1;
    if (hold.holders > 0) return;
    this.#held.delete(id);
    hold.over.resolve();
    if (hold.frozen) await thawFolder(this.#folder(id));
  }
}

function usageInside(folder: string): VolumeUsage {
  const { bsize, blocks, bfree, bavail } = statfsSync(folder);
  return { sizeBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize, availableBytes: bavail * bsize };
}
