import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { check, libc } from './libc.ts';
import { keepMountsPrivate, mountPoints } from './mounts.ts';

const run = promisify(execFile);

const MS_RDONLY = 0x1;
const MS_NOSUID = 0x2;
const MS_NODEV = 0x4;
const MNT_DETACH = 2;

/** The first kernel that maps owners on mounts of erofs (idmapped mounts). */
const leastKernel = [5, 19] as const;

function kernelIsAtLeast([major, minor]: readonly [number, number]): boolean {
  const [ours = 0, itsMinor = 0] = release().split('.').map(Number);
  return ours > major || (ours === major && itsMinor >= minor);
}

const isKnown = () => /\berofs$/m.test(readFileSync('/proc/filesystems', 'utf8'));

function hasProgram(name: string): boolean {
  return `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Why this machine cannot keep slugs as erofs, or null where it can. */
export async function whyNoErofs(): Promise<string | null> {
  if (!kernelIsAtLeast(leastKernel)) return `the kernel is older than ${leastKernel.join('.')}`;
  if (!hasProgram('mkfs.erofs')) return 'mkfs.erofs (erofs-utils) is not installed';
  if (!isKnown()) await run('modprobe', ['erofs']).catch(() => undefined);
  return isKnown() ? null : 'the kernel has no erofs';
}

/**
 * Mounts an erofs image for this thread and the processes it spawns: by the file itself where the kernel can (Linux 6.12),
 * else by a loop device, which goes by itself with the last mount.
 */
export async function mountErofs(image: string, target: string): Promise<void> {
  keepMountsPrivate();
  mkdirSync(target, { recursive: true });
  const flags = MS_RDONLY | MS_NOSUID | MS_NODEV;
  if (libc().mount(image, target, 'erofs', flags, null) >= 0) return;
  await mountByLoop(image, target);
}

/** For kernels that mount block devices only. */
export async function mountByLoop(image: string, target: string): Promise<void> {
  keepMountsPrivate();
  mkdirSync(target, { recursive: true });
  await run('mount', ['-t', 'erofs', '-o', 'loop,ro,nosuid,nodev', '--', image, target]);
}

/** Unmounts it here; containers that have it keep it until they end. */
export function unmountErofs(target: string): void {
  if (mountPoints().includes(target)) check(libc().umount2(target, MNT_DETACH), `umount ${target}`);
  if (existsSync(target)) rmdirSync(target);
}
