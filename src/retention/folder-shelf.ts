import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shelf, Shelved } from './shelf.ts';

/** A folder for each activity below that of its project. */
export function folderShelf(directory: string): Shelf {
  const remove = (project: string, activity: string) =>
    rm(join(directory, project, activity), { recursive: true, force: true });
  return {
    async list(project) {
      const entries = await readdir(join(directory, project), { withFileTypes: true }).catch(() => []);
      const found: Shelved[] = [];
      for (const entry of entries) {
        if (!entry.isDirectory()) continue;
        const path = join(directory, project, entry.name);
        const { mtime } = await lstat(path);
        found.push({ activity: entry.name, bytes: await bytesBelow(path), modifiedAt: mtime });
      }
      return found;
    },
    remove,
    forget: remove,
  };
}

/** As the disk counts them. Links are not followed. */
async function bytesBelow(folder: string): Promise<number> {
  const blockBytes = 512;
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => null);
    bytes += (found?.blocks ?? 0) * blockBytes;
  }
  return bytes;
}
