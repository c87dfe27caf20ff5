import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** JSON documents that triggers brought along, each in a file until its run has ended. */
export interface RunPayloads {
  /** On disk when this resolves. */
  write(project: string, runId: string, json: string): Promise<void>;
  read(project: string, runId: string): Promise<string>;
  remove(project: string, runId: string): Promise<void>;
  /** Removes those that nobody wants, such as one whose trigger was cut short. */
  sweep(isWanted: (runId: string) => Promise<boolean>): Promise<void>;
}

export function openRunPayloads(directory: string): RunPayloads {
  const pathOf = (project: string, runId: string) => join(directory, project, `${runId}.json`);
  const remove = (project: string, runId: string) => rm(pathOf(project, runId), { force: true });
  return {
    async write(project, runId, json) {
      await mkdir(join(directory, project), { recursive: true, mode: 0o700 });
      await using file = await open(pathOf(project, runId), 'wx', 0o600);
      await file.writeFile(json);
      await file.sync();
    },
    read: (project, runId) => readFile(pathOf(project, runId), 'utf8'),
    remove,
    async sweep(isWanted) {
      const files = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const file of files.filter((entry) => entry.isFile())) {
        const runId = file.name.replace(/\.json$/, '');
        if (!(await isWanted(runId))) await rm(join(file.parentPath, file.name), { force: true });
      }
    },
  };
}
