import { open } from 'node:fs/promises';
import { storageUser } from '../container/container-spec.ts';
import { mountErofs, unmountErofs } from '../linux/erofs.ts';
import { type PackTerms, runPacking } from './pack-program.ts';

/** How slugs lie on the disk. */
export interface SlugFormat {
  readonly name: 'erofs' | 'folder';
  readonly suffix: string;
  /** Makes `target` of the files in `folder`; all belong to the storage user. Throws `SlugTooLarge`. */
  pack(folder: string, target: string, terms: PackTerms): Promise<void>;
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
  async pack(folder, target, terms) {
    const owners = [`--force-uid=${storageUser.uid}`, `--force-gid=${storageUser.gid}`];
    // Printing a line for each file would take longer than packing it.
    const args = ['-zlz4', '-d0', '--quiet', '--preserve-mtime', ...owners, target, folder];
    await runPacking('mkfs.erofs', args, terms);
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
  async pack(folder, target, terms) {
    const args = ['--archive', '--reflink=auto', '--no-target-directory', '--', folder, target];
    await runPacking('cp', args, terms);
    const owner = `${storageUser.uid}:${storageUser.gid}`;
    await runPacking('chown', ['--recursive', '--no-dereference', owner, target], terms);
    await runPacking('sync', ['--file-system', target], terms);
  },
  async mount() {},
  unmount() {},
  folderOf: (packed) => packed,
};
