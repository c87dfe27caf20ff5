import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTurns } from '../volume/turns.ts';
import type { Volumes } from '../volume/volumes.ts';

/** What builds keep between them: a disk for each workload of a project, PLATFORM_CACHE_DIR. */
export interface BuildCaches {
  /** Lends a workload's cache to one build at a time, since package managers trust theirs to be alone. */
  lend<T>(project: string, workload: string, work: (folder: string) => Promise<T>): Promise<T>;
  /** Changes with every `clear`: slugs made before it are not found again. */
  generation(project: string): Promise<string>;
  /** Empties the caches of a project and lets its next push build everything anew. Builds that go on keep theirs until they end. */
  clear(project: string): Promise<void>;
  /** Removes all that is kept for a project. */
  forget(project: string): Promise<void>;
}

export interface BuildCacheSettings {
  readonly volumes: Volumes;
  /** Holds a small file for each project whose cache was cleared. */
  readonly directory: string;
  readonly sizeMiB: number;
}

const prefixOf = (project: string) => `${project}.`;
const idOf = (project: string, workload: string) => `${prefixOf(project)}${workload}`;

export async function openBuildCaches(settings: BuildCacheSettings): Promise<BuildCaches> {
  const { volumes, directory, sizeMiB } = settings;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const turns = openTurns();
  const fileOf = (project: string) => join(directory, project);
  const lend = async <T>(id: string, work: (folder: string) => Promise<T>) => {
    const folder = await openCache(volumes, id, sizeMiB);
    try {
      return await work(folder);
    } finally {
      await volumes.unmount(id);
    }
  };
  const empty = async (project: string) => {
    const found = await volumes.list(prefixOf(project));
    await Promise.all(found.map(({ id }) => turns.take(id, () => volumes.delete(id))));
  };
  return {
    lend: (project, workload, work) => {
      const id = idOf(project, workload);
      return turns.take(id, () => lend(id, work));
    },
    generation: (project) => readFile(fileOf(project), 'utf8').catch(() => ''),
    async clear(project) {
      const fresh = `${fileOf(project)}.new`;
      await writeFile(fresh, randomBytes(8).toString('hex'));
      await rename(fresh, fileOf(project));
      await empty(project);
    },
    async forget(project) {
      await empty(project);
      for (const path of [fileOf(project), `${fileOf(project)}.new`]) await rm(path, { force: true });
    },
  };
}

/** A cache is no loss: one that cannot be mounted, after a loss of power, or that has another size is made anew. */
async function openCache(volumes: Volumes, id: string, sizeMiB: number): Promise<string> {
  const known = await volumes.find(id);
  if (known !== null && known.sizeMiB === sizeMiB) {
    try {
      return await volumes.mount(id);
    } catch {
      // It is made anew.
    }
  }
  await volumes.delete(id);
  await volumes.create(id, sizeMiB);
  return volumes.mount(id);
}
