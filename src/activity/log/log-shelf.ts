import { chmod, lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shelf, Shelved } from '../../retention/shelf.ts';
import { formatLogLines } from './log-line.ts';
import { wallClock } from './wall-clock.ts';

const suffix = '.log';
/** A log that may not be written to any more holds nothing but the notice of its removal. */
const noticeMode = 0o400;
const writable = 0o200;

/** The logs of activities. In place of one that is removed stays an entry that says so. */
export function logShelf(directory: string): Shelf {
  const pathOf = (project: string, activity: string) => join(directory, project, `${activity}${suffix}`);
  return {
    async list(project) {
      const names = await readdir(join(directory, project)).catch(() => []);
      const found: Shelved[] = [];
      for (const name of names) {
        if (!name.endsWith(suffix)) continue;
        const stats = await lstat(join(directory, project, name)).catch(() => null);
        if (stats === null || (stats.mode & writable) === 0) continue;
        found.push({ activity: name.slice(0, -suffix.length), bytes: stats.size, modifiedAt: stats.mtime });
      }
      return found;
    },
    async remove(project, activity, notice) {
      const path = pathOf(project, activity);
      const next = `${path}.removed`;
      await writeFile(next, formatLogLines(wallClock(), 'stderr', notice), { mode: noticeMode });
      // Whoever reads the log at this moment reads it to its end.
      await chmod(next, noticeMode);
      await rename(next, path);
    },
    forget: (project, activity) => rm(pathOf(project, activity), { force: true }),
  };
}
