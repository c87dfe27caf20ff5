import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageConfig, Layer } from './layout.ts';

/** An image that is on this machine. */
export interface ImageRecord {
  /** `docker.io/library/python:3.13`, or the path it was read from. */
  readonly reference: string;
  /** `sha256:…`: of the manifest or index that the registry has under the reference. */
  readonly digest: string;
  /** Blobs that only describe it. */
  readonly descriptions: readonly string[];
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
  readonly pulledAt: string;
}

/** The records of the images on this machine, a folder each, named by the digest. */
export interface ImageRecords {
  find(digest: string): Promise<ImageRecord | null>;
  list(): Promise<readonly ImageRecord[]>;
  /** Writes it; it is there in whole or not at all. */
  add(record: ImageRecord): Promise<void>;
  remove(digest: string): Promise<void>;
  folderOf(digest: string): string;
  touch(digest: string): Promise<void>;
  usedAt(digest: string): Promise<Date>;
}

const hexOf = (digest: string) => digest.replace('sha256:', '');
const recordFile = 'image.json';

export function openImageRecords(directory: string): ImageRecords {
  const folderOf = (digest: string) => join(directory, hexOf(digest));
  const find = async (digest: string) => {
    const text = await readFile(join(folderOf(digest), recordFile), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as ImageRecord);
  };
  return {
    find,
    folderOf,
    async list() {
      const names = await readdir(directory).catch(() => []);
      const found = await Promise.all(names.sort().map((name) => find(`sha256:${name}`)));
      return found.filter((record) => record !== null);
    },
    async add(record) {
      const folder = folderOf(record.digest);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, recordFile);
      await writeFile(`${path}.new`, JSON.stringify(record, null, 2), { flush: true });
      await rename(`${path}.new`, path);
    },
    remove: (digest) => rm(folderOf(digest), { recursive: true, force: true }),
    async touch(digest) {
      const now = new Date();
      await utimes(join(folderOf(digest), recordFile), now, now).catch(() => undefined);
    },
    async usedAt(digest) {
      return (await stat(join(folderOf(digest), recordFile))).mtime;
    },
  };
}
