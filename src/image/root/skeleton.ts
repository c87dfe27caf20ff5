import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RootFilesystem } from '../../container/container-spec.ts';

/** Made by the engine or by the mounts of a workload, so the image's own are left out. */
const ours = ['proc', 'sys', 'dev', 'run', 'tmp', 'app', 'mnt'];
const mountPoints = [...ours, 'mnt/cache', 'etc'];

/** Of files at the top, such as `/docker-entrypoint.sh`. */
const largestTopFileBytes = 16 * 1024 * 1024;

interface TopEntry {
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'file';
}

async function topEntries(tree: string): Promise<readonly TopEntry[]> {
  const found: TopEntry[] = [];
  for (const name of (await readdir(tree)).sort()) {
    const stat = await lstat(join(tree, name));
    if (stat.isDirectory()) found.push({ name, kind: 'folder' });
    else if (stat.isSymbolicLink()) found.push({ name, kind: 'link' });
    else if (stat.isFile() && stat.size <= largestTopFileBytes) found.push({ name, kind: 'file' });
  }
  return found;
}

async function fill(root: string, tree: string, entries: readonly TopEntry[]): Promise<void> {
  for (const name of mountPoints) await mkdir(join(root, name), { recursive: true });
  for (const { name, kind } of entries) {
    const target = join(root, name);
    if (existsSync(target)) continue;
    if (kind === 'folder') await mkdir(target);
    else if (kind === 'link') await symlink(await readlink(join(tree, name)), target);
    else await copyFile(join(tree, name), target);
  }
}

/** Makes the folder unless it is there; two that make it at once make the same. */
async function make(root: string, tree: string, entries: readonly TopEntry[]): Promise<void> {
  if (existsSync(root)) return;
  const fresh = `${root}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(root), { recursive: true });
  await chmod(dirname(root), 0o711);
  await fill(fresh, tree, entries);
  await chmod(fresh, 0o755);
  await rename(fresh, root).catch(() => rm(fresh, { recursive: true, force: true }));
}

/**
 * A root filesystem from an unpacked tree: `root` holds the mount points, and each of the tree's top folders is bound there,
 * its owners 0…65535 mapped to the container's range. An overlay of layers could not be mapped so, and a tree as the root itself
 * would show every file as nobody's. `root` is passable for others: the runtime enters it as the container's user.
 */
export async function rootFromTree(tree: string, etc: string, root: string): Promise<RootFilesystem> {
  const entries = await topEntries(tree);
  await make(root, tree, entries);
  const folders = entries.filter(({ name, kind }) => kind === 'folder' && ![...ours, 'etc'].includes(name));
  const bind = (source: string, destination: string) => ({
    source,
    destination,
    owners: 'container' as const,
  });
  return {
    root,
    binds: [...folders.map(({ name }) => bind(join(tree, name), `/${name}`)), bind(etc, '/etc')],
  };
}
