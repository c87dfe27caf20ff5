import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const blockBytes = 512;

/** What a file or folder takes on the disk. */
export async function packedBytes(path: string): Promise<number> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return stat.blocks * blockBytes;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => packedBytes(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, stat.blocks * blockBytes);
}
