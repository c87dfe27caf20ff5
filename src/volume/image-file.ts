import { open, rename, rm, stat } from 'node:fs/promises';
import { storageUser } from '../container/container-spec.ts';
import { run } from './program.ts';

const mebibyte = 1024 * 1024;

/** Makes a sparse file with an empty ext4 in it. One without a journal is for data that no crash of the machine outlives. */
export async function makeImage(path: string, sizeMiB: number, journal: boolean): Promise<void> {
  await replaceWith(path, async (fresh) => {
    await using file = await open(fresh, 'wx', 0o600);
    await file.truncate(sizeMiB * mebibyte);
    const owner = `root_owner=${storageUser.uid}:${storageUser.gid}`;
    // Tables are written when they are needed: a new volume takes well below a millisecond per GiB, and next to no room.
    const extended = `lazy_itable_init=1,lazy_journal_init=1,nodiscard,${owner}`;
    const features = journal ? [] : ['-O', '^has_journal'];
    // No share of the blocks for root, whom nobody is in a container; an inode for every two blocks, for caches of small files.
    const layout = ['-b', '4096', '-i', '8192', '-m', '0'];
    await run('mke2fs', '-q', '-F', '-t', 'ext4', ...layout, ...features, '-E', extended, fresh);
  });
}

/** Copies an image; blocks are shared where the machine's file system can, and holes stay holes where it cannot. */
export async function copyImage(from: string, to: string): Promise<void> {
  await replaceWith(to, async (fresh) => {
    await run('cp', '--reflink=auto', '--sparse=always', '--', from, fresh);
    await run('sync', '--', fresh);
  });
}

export async function growImage(path: string, sizeMiB: number): Promise<void> {
  await using file = await open(path, 'r+');
  await file.truncate(sizeMiB * mebibyte);
}

/** In MiB, rounded down; null where there is none. */
export async function imageSizeMiB(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : Math.floor(found.size / mebibyte);
}

/** What the file takes on the machine's disk. */
export async function allocatedBytes(path: string): Promise<number> {
  const blockBytes = 512;
  return (await stat(path)).blocks * blockBytes;
}

export const unfinishedSuffix = '.new';

/** Whatever cuts this short leaves a file that no volume is made of; it is removed at the next start. */
async function replaceWith(path: string, make: (fresh: string) => Promise<void>): Promise<void> {
  const fresh = `${path}${unfinishedSuffix}`;
  await rm(fresh, { force: true });
  try {
    await make(fresh);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
