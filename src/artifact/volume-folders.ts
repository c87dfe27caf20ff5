import { chownSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageUser } from '../container/container-spec.ts';
import { untilDone } from '../linux/until-done.ts';
import { run } from '../volume/program.ts';
import type { Volumes } from '../volume/volumes.ts';
import type { OutputFolder, OutputFolders } from './output-folder.ts';

export interface VolumeFoldersSettings {
  readonly volumes: Volumes;
  /** Keeps which container has which volume, for the server after this one. */
  readonly directory: string;
  readonly sizeMiB: number;
  readonly newId: () => string;
}

/** Empty volumes kept for the containers to come: making one takes three programs. */
const mostSpare = 8;

/**
 * Each container has a folder in a volume of its own. A volume in which nothing was left, as by most runs, is the next
 * container's; so a run costs no file system.
 */
export async function openVolumeFolders(settings: VolumeFoldersSettings): Promise<OutputFolders> {
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  return new VolumeFolders(settings);
}

class VolumeFolders implements OutputFolders {
  readonly #settings: VolumeFoldersSettings;
  readonly #spare: string[] = [];
  readonly #known = new Set<string>();

  constructor(settings: VolumeFoldersSettings) {
    this.#settings = settings;
  }

  async take(containerId: string): Promise<OutputFolder> {
    const volume = this.#spare.pop() ?? (await this.#make());
    try {
      const path = await this.#prepare(containerId, volume);
      return this.#folder(containerId, volume, path);
    } catch (error) {
      // Why it failed is what the caller is to know; what cannot be deleted either is the next server's to sweep.
      await this.#delete(containerId, volume).catch(() => undefined);
      throw error;
    }
  }

  async adopt(containerId: string): Promise<OutputFolder | null> {
    const volume = await readFile(this.#noteOf(containerId), 'utf8').catch(() => null);
    if (volume === null || (await this.#settings.volumes.find(volume)) === null) return null;
    const path = join(await this.#settings.volumes.mount(volume), containerId);
    this.#known.add(volume);
    return this.#folder(containerId, volume, path);
  }

  async sweep(): Promise<void> {
    const { volumes, directory } = this.#settings;
    const unknown = (await volumes.list()).filter(({ id }) => !this.#known.has(id));
    for (const { id } of unknown) await volumes.delete(id);
    for (const containerId of await readdir(directory)) {
      const volume = await readFile(this.#noteOf(containerId), 'utf8').catch(() => '');
      if (!this.#known.has(volume)) await rm(this.#noteOf(containerId), { force: true });
    }
  }

  async close(): Promise<void> {
    for (const volume of this.#spare.splice(0)) await this.#settings.volumes.delete(volume);
    await this.#settings.volumes.close();
  }

  #noteOf(containerId: string): string {
    return join(this.#settings.directory, containerId);
  }

  async #make(): Promise<string> {
    const { volumes, sizeMiB, newId } = this.#settings;
    const id = newId();
    this.#known.add(id);
    try {
      await volumes.create(id, sizeMiB);
    } catch (error) {
      this.#known.delete(id);
      throw error;
    }
    return id;
  }

  async #prepare(containerId: string, volume: string): Promise<string> {
    writeFileSync(this.#noteOf(containerId), volume);
    const path = join(await this.#settings.volumes.mount(volume), containerId);
    // In this thread, which alone sees the mount; a folder anew, so that nothing of the former one is left on it.
    mkdirSync(path, { mode: 0o755 });
    chownSync(path, storageUser.uid, storageUser.gid);
    return path;
  }

  #folder(containerId: string, volume: string, path: string): OutputFolder {
    return {
      path,
      isEmpty: () => readdirSync(path).length === 0,
      async copyTo(target) {
        await run('cp', '-a', '--no-preserve=mode,xattr', '--', `${path}/.`, target);
        await run('sync', '-f', '--', target);
      },
      release: untilDone(() => this.#release(containerId, volume, path)),
    };
  }

  async #release(containerId: string, volume: string, path: string): Promise<void> {
    if (this.#spare.length >= mostSpare || !isBare(path)) return this.#delete(containerId, volume);
    this.#forget(containerId);
    this.#spare.push(volume);
  }

  async #delete(containerId: string, volume: string): Promise<void> {
    await this.#settings.volumes.delete(volume);
    this.#known.delete(volume);
    this.#forget(containerId);
  }

  #forget(containerId: string): void {
    rmSync(this.#noteOf(containerId), { force: true });
  }
}

/** Whether nothing was left in a folder, which is then gone. */
function isBare(path: string): boolean {
  try {
    if (readdirSync(path).length > 0) return false;
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
