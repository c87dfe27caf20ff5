import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { storageUser } from '../container/container-spec.ts';
import { mountErofs, unmountErofs } from '../linux/erofs.ts';

const run = promisify(execFile);
const largestOutputBytes = 16 * 1024 * 1024;

/** How slugs lie on the disk. */
export interface SlugFormat {
  readonly name: 'erofs' | 'folder';
  readonly suffix: string;
  /** Makes `target` of the files in `folder`; all belong to the storage user. */
  pack(folder: string, target: string): Promise<void>;
  /** Shows the files of a packed slug in `at`. */
  mount(packed: string, at: string): Promise<void>;
  unmount(at: string): void;
  /** Where the files of a mounted slug are. */
  folderOf(packed: string, at: string): string;
}

async function onDisk(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

/**
 * One compressed file system a slug, mounted in a system call, whatever its size. LZ4: squashfs with zstd is half as large and takes
 * twenty times as long to pack (docs/architecture.md).
 */
export const erofsFormat: SlugFormat = {
  name: 'erofs',
  suffix: '.erofs',
  async pack(folder, target) {
    const owners = [`--force-uid=${storageUser.uid}`, `--force-gid=${storageUser.gid}`];
    // Printing a line for each file would take longer than packing it.
    const args = ['-zlz4', '-d0', '--quiet', '--preserve-mtime', ...owners, target, folder];
    await run('mkfs.erofs', args, { maxBuffer: largestOutputBytes });
    await onDisk(target);
  },
  mount: mountErofs,
  unmount: unmountErofs,
  folderOf: (_packed, at) => at,
};

/** For machines whose kernel has no erofs: a folder that is bound as it is. */
export const folderFormat: SlugFormat = {
  name: 'folder',
  suffix: '.folder',
  async pack(folder, target) {
    const args = ['--archive', '--reflink=auto', '--no-target-directory', '--', folder, target];
    await run('cp', args, { maxBuffer: largestOutputBytes });
    await run('chown', ['--recursive', '--no-dereference', `${storageUser.uid}:${storageUser.gid}`, target]);
    await run('sync', ['--file-system', target]);
  },
  async mount() {},
  unmount() {},
  folderOf: (packed) => packed,
};
