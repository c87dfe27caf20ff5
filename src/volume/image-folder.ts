import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { imageSizeMiB, unfinishedSuffix } from './image-file.ts';
import type { VolumeFacts } from './volumes.ts';

const suffix = '.img';

/** A folder of images, each named by an id. */
export interface ImageFolder {
  pathOf(id: string): string;
  list(prefix: string): Promise<readonly VolumeFacts[]>;
  /** Its size in MiB. Error: `volume_not_found`. */
  need(id: string): Promise<number>;
  /** Error: `conflict`. */
  needFree(id: string): Promise<void>;
}

export function checkedId(id: string): string {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(id) && !id.endsWith(unfinishedSuffix)) return id;
  throw new ErrandError('internal', `'${id}' cannot be the id of a volume`);
}

/** Opens the folder, and removes what a former server left half-made. `kind` is what an image is called in errors. */
export async function openImageFolder(folder: string, kind: string): Promise<ImageFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = (await readdir(folder)).filter((name) => name.endsWith(unfinishedSuffix));
  for (const name of unfinished) await rm(join(folder, name), { force: true });
  const pathOf = (id: string) => join(folder, `${checkedId(id)}${suffix}`);
  return {
    pathOf,
    async list(prefix) {
      const names = (await readdir(folder)).filter(
        (name) => name.startsWith(prefix) && name.endsWith(suffix),
      );
      const facts = names.sort().map(async (name) => {
        const sizeMiB = await imageSizeMiB(join(folder, name));
        return { id: name.slice(0, -suffix.length), sizeMiB: sizeMiB ?? 0 };
      });
      return Promise.all(facts);
    },
    async need(id) {
      const sizeMiB = await imageSizeMiB(pathOf(id));
      if (sizeMiB !== null) return sizeMiB;
      throw new ErrandError('volume_not_found', `there is no ${kind} '${id}'`);
    },
    async needFree(id) {
      if ((await imageSizeMiB(pathOf(id))) === null) return;
      throw new ErrandError('conflict', `there is a ${kind} '${id}' already`);
    },
  };
}
