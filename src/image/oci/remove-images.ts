import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chainIds } from './chain.ts';
import type { ImageRecord } from './image-record.ts';
import type { ImageStore } from './image-store.ts';

type Parts = Pick<ImageStore, 'directory' | 'records' | 'pins'>;

const hexOf = (digest: string) => digest.replace('sha256:', '');

/** What the records that are left need, by name, in each folder. */
function needed(records: readonly ImageRecord[]): Readonly<Record<string, ReadonlySet<string>>> {
  const blobs = records.flatMap(({ layers, descriptions }) => [
    ...layers.map(({ digest }) => digest),
    ...descriptions,
  ]);
  return {
    layers: new Set(records.flatMap(({ layers }) => chainIds(layers))),
    [join('blobs', 'sha256')]: new Set(blobs.map(hexOf)),
    etc: new Set(records.map(({ digest }) => hexOf(digest))),
  };
}

/** Folders of the operator's own trees are none of an image's. */
const isOfImage = (name: string) => /^[0-9a-f]{64}$/.test(name);

/** Takes images away, their pins, and every layer and blob that no other image has. To be done while nothing is fetched. */
export async function removeImages(
  { directory, records, pins }: Parts,
  digests: readonly string[],
): Promise<void> {
  for (const digest of digests) {
    await records.remove(digest);
    await pins.forget(digest);
  }
  for (const [folder, keep] of Object.entries(needed(await records.list()))) {
    const names = await readdir(join(directory, folder)).catch(() => []);
    const spare = names.filter((name) => isOfImage(name) && !keep.has(name));
    for (const name of spare) await rm(join(directory, folder, name), { recursive: true, force: true });
  }
}
