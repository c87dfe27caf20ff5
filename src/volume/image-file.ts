import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { storageUser } from '../container/container-spec.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { run } from './program.ts';

const mebibyte = 1024 * 1024;

export interface ImageKind {
  /** One without a journal is for data that no crash of the machine outlives. */
  readonly journal: boolean;
  /** Whether it has all of its room on the machine's disk from the beginning; else it is sparse. */
  readonly preallocated: boolean;
}

/** Makes a file with an empty ext4 in it. */
export async function makeImage(path: string, sizeMiB: number, kind: ImageKind): Promise<void> {
  const { journal, preallocated } = kind;
  await replaceWith(path, async (fresh) => {
    await using file = await open(fresh, 'wx', 0o600);
    await file.truncate(sizeMiB * mebibyte);
    if (preallocated) await preallocate(fresh);
    const owner = `root_owner=${storageUser.uid}:${storageUser.gid}`;
    // Tables are written when they are needed: a new volume takes well below a millisecond per GiB, and next to no room.
    const extended = `lazy_itable_init=1,lazy_journal_init=1,nodiscard,${owner}`;
    const features = journal ? [] : ['-O', '^has_journal'];
    // No share of the blocks for root, whom nobody is in a container; an inode for every two blocks, for caches of small files.
    const layout = ['-b', '4096', '-i', '8192', '-m', '0'];
    await run('mke2fs', '-q', '-F', '-t', 'ext4', ...layout, ...features, '-E', extended, fresh);
  });
}

/**
 * Copies an image; blocks are shared where the machine's file system can, and holes stay holes where it cannot. A preallocated
 * copy shares nothing, since a shared block takes room when it is written.
 */
export async function copyImage(from: string, to: string, preallocated: boolean): Promise<void> {
  await replaceWith(to, async (fresh) => {
    const reflink = preallocated ? '--reflink=never' : '--reflink=auto';
    await run('cp', reflink, '--sparse=always', '--', from, fresh);
    if (preallocated) await preallocate(fresh);
    await run('sync', '--', fresh);
  });
}

/** Takes the room of an image's holes on the machine's disk. Error: `volume_failed` where that has not so much. */
export async function preallocate(path: string): Promise<void> {
  const { size } = await stat(path);
  const missing = size - (await allocatedBytes(path));
  if (missing <= 0) return;
  const { bavail, bsize } = await statfs(path);
  // fallocate(2) would take what is left before it says that there is not enough.
  if (missing > bavail * bsize) {
    const [needed, free] = [missing, bavail * bsize].map((bytes) => Math.round(bytes / mebibyte));
    throw new ErrandError(
      'volume_failed',
      `${path} is to have all of its room (disk.preallocate): ${needed} MiB more, and the disk has ${free} MiB free`,
    );
  }
  await run('fallocate', '--length', String(size), '--', path);
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
