import { existsSync } from 'node:fs';
import { chown, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageUser } from '../container/container-spec.ts';
import { checkedParts } from './artifact-path.ts';
import { makeNamesLegible } from './legible-names.ts';
import type { OutputFolder } from './output-folder.ts';

/** A file that a run left. */
export interface ArtifactFile {
  /** Below the run's folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** What is kept of a run, for its activity. */
export interface KeptArtifacts {
  readonly files: number;
  readonly bytes: number;
  /** What `result.json` holds; undefined where there is none that can be shown. */
  readonly result?: unknown;
  /** Why `result.json` is not shown. */
  readonly resultProblem?: string;
}

/** The files that runs left in `$ERRAND_OUTPUT_DIR`, kept with their activities. */
export interface Artifacts {
  /**
   * Keeps what is in the folder, all or nothing, in place of what an earlier attempt of the run left. A name that is not UTF-8 is
   * kept escaped.
   */
  keep(project: string, activityId: string, folder: OutputFolder): Promise<KeptArtifacts | null>;
  /** In the order of their paths. */
  list(project: string, activityId: string): Promise<readonly ArtifactFile[]>;
  /** A regular file and where it lies; null where there is none. No link is followed. */
  find(project: string, activityId: string, path: string): Promise<FoundArtifact | null>;
  remove(project: string, activityId: string): Promise<void>;
}

export interface FoundArtifact extends ArtifactFile {
  /** Absolute, on the machine. */
  readonly location: string;
}

const largestResultBytes = 1024 * 1024;
const resultFile = 'result.json';

export function openArtifacts(directory: string): Artifacts {
  return new FileArtifacts(directory);
}

class FileArtifacts implements Artifacts {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async keep(project: string, activityId: string, folder: OutputFolder): Promise<KeptArtifacts | null> {
    const target = this.#folderOf(project, activityId);
    if (folder.isEmpty()) {
      if (existsSync(target)) await rm(target, { recursive: true, force: true });
      return null;
    }
    const fresh = `${target}.new`;
    try {
      await this.#copy(folder, fresh);
      await rm(target, { recursive: true, force: true });
      await rename(fresh, target);
    } catch (error) {
      // The disk may be full: then half of it is in the way of everybody.
      await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
      throw error;
    }
    return this.#describe(project, activityId);
  }

  async list(project: string, activityId: string): Promise<readonly ArtifactFile[]> {
    const files = await filesBelow(this.#folderOf(project, activityId), '');
    return files.sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  async find(project: string, activityId: string, path: string): Promise<FoundArtifact | null> {
    const parts = checkedParts(path);
    if (parts === null) return null;
    let location = this.#folderOf(project, activityId);
    for (const [index, part] of parts.entries()) {
      location = join(location, part);
      const found = await lstat(location).catch(() => null);
      const isLast = index === parts.length - 1;
      if (found === null || !(isLast ? found.isFile() : found.isDirectory())) return null;
      if (isLast) return { path: parts.join('/'), bytes: found.size, modifiedAt: found.mtime, location };
    }
    return null;
  }

  async remove(project: string, activityId: string): Promise<void> {
    await rm(this.#folderOf(project, activityId), { recursive: true, force: true });
  }

  async #copy(folder: OutputFolder, fresh: string): Promise<void> {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await folder.copyTo(fresh);
    await makeNamesLegible(fresh);
    await chown(fresh, storageUser.uid, storageUser.gid);
  }

  #folderOf(project: string, activityId: string): string {
    for (const name of [project, activityId]) {
      if (!/^[A-Za-z0-9][\w-]*$/.test(name)) throw new Error(`"${name}" cannot name a folder of results`);
    }
    return join(this.#directory, project, activityId);
  }

  async #describe(project: string, activityId: string): Promise<KeptArtifacts> {
    const files = await this.list(project, activityId);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const found = await this.find(project, activityId, resultFile);
    return { files: files.length, bytes, ...(found === null ? {} : await readResult(found)) };
  }
}

async function readResult({
  location,
  bytes,
}: FoundArtifact): Promise<Pick<KeptArtifacts, 'result' | 'resultProblem'>> {
  if (bytes > largestResultBytes) return { resultProblem: `it is larger than ${largestResultBytes} bytes` };
  await using file = await open(location);
  try {
    return { result: JSON.parse(await file.readFile('utf8')) as unknown };
  } catch {
    return { resultProblem: 'it is not JSON' };
  }
}

/** Regular files only; links, pipes and sockets are kept and not shown, nor is a file that has just gone. */
async function filesBelow(folder: string, prefix: string): Promise<ArtifactFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: ArtifactFile[] = [];
  for (const entry of entries) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(join(folder, entry.name), `${path}/`)));
    if (!entry.isFile()) continue;
    const file = await lstat(join(folder, entry.name)).catch(() => null);
    if (file !== null) found.push({ path, bytes: file.size, modifiedAt: file.mtime });
  }
  return found;
}
