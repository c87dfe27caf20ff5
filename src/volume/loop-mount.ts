import { rmdirSync } from 'node:fs';
import { mkdir, truncate } from 'node:fs/promises';
import { ErrandError } from '../errors/errand-error.ts';
import { attempt, run } from './program.ts';

const mountOptions = 'loop,nosuid,nodev,noatime';

/**
 * The loop device that has an image attached, in whichever mount namespace it is in use; null where none has. Error:
 * `volume_failed` where that cannot be known; to take it for "none" would mend a file system while another writes to it. A device
 * goes by itself when its last mount has gone. losetup compares the files themselves: the path that the kernel tells is another where the
 * image lies on a mount that went with the former server's namespace.
 */
export async function loopDevice(image: string): Promise<string | null> {
  const output = await run('losetup', '--noheadings', '--output', 'NAME', '--associated', image);
  return output.split('\n')[0]?.trim() || null;
}

/** `e2fsck` says 1 where it corrected something, 4 and more where it could not. */
const uncorrected = 4;

/** Mends what a loss of power left, as at the start of any machine. Error: `volume_failed`. */
export async function checkImage(image: string): Promise<void> {
  const { status, output, complaint } = await attempt('e2fsck', ['-p', image]);
  if (status !== null && status < uncorrected) return;
  const said = `${output}${complaint}`.trim();
  throw new ErrandError(
    'volume_failed',
    `the file system in ${image} is damaged: ${said}. Stop the server and run 'e2fsck -f ${image}', or restore a backup`,
  );
}

/**
 * Mounts an image for this thread and its children. Where containers of a former server still use it, this is one more
 * mount of the same file system; if that server was killed while it held the writes, they go on. With `discard`, room
 * that is freed inside goes back to the machine's disk.
 */
export async function mountImage(image: string, folder: string, discard: boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const options = discard ? `${mountOptions},discard` : mountOptions;
  const mountNow = () => run('mount', '-t', 'ext4', '-o', options, '--', image, folder);
  const joined = (await loopDevice(image)) !== null && (await joinMount(image, folder, mountNow));
  if (!joined) {
    await checkImage(image);
    await mountNow();
  }
  // e2fsck makes it again where it needs it. By a process, since this thread must never wait for a disk.
  await attempt('rmdir', ['--ignore-fail-on-non-empty', '--', `${folder}/lost+found`]);
}

/** One more mount of a file system in use. False where the last one who used it has gone meanwhile. */
async function joinMount(image: string, folder: string, mountNow: () => Promise<unknown>): Promise<boolean> {
  try {
    await mountNow();
  } catch (error) {
    if ((await loopDevice(image)) !== null) throw error;
    return false;
  }
  await attempt('fsfreeze', ['--unfreeze', folder]);
  return true;
}

/** Errors: `conflict` where this server or a container still uses it, `volume_failed`. */
export async function unmountFolder(folder: string): Promise<void> {
  const { status, complaint } = await attempt('umount', ['--', folder]);
  if (status !== 0) {
    const message = `umount -- ${folder} ended with ${status}: ${complaint.trim()}`;
    throw new ErrandError(complaint.includes('busy') ? 'conflict' : 'volume_failed', message);
  }
  rmdirSync(folder);
}

/** Takes it out of sight at once; it is unmounted when nothing uses it any more. */
export async function detachFolder(folder: string): Promise<void> {
  await attempt('umount', ['--lazy', '--', folder]);
}

export async function freezeFolder(folder: string): Promise<void> {
  await run('fsfreeze', '--freeze', folder);
}

export async function thawFolder(folder: string): Promise<void> {
  await run('fsfreeze', '--unfreeze', folder);
}

/**
 * Tells the loop device and its file system that the image has grown. False where the kernel does not let this server
 * change a file system in use: it takes CAP_SYS_RESOURCE, which root lacks in some containers and virtual machines.
 */
export async function growMounted(image: string): Promise<boolean> {
  const device = await loopDevice(image);
  if (device === null) return false;
  await run('losetup', '--set-capacity', device);
  const { status, complaint } = await attempt('resize2fs', [device]);
  if (status === 0) return true;
  if (complaint.includes('Permission denied')) return false;
  throw new ErrandError('volume_failed', `resize2fs ${device} ended with ${status}: ${complaint}`);
}

/** Takes back the room that the file system in an image did not take. */
export async function shrinkBack(image: string, sizeMiB: number): Promise<void> {
  await truncate(image, sizeMiB * 1024 * 1024);
  const device = await loopDevice(image);
  if (device !== null) await run('losetup', '--set-capacity', device);
}

/** Gives the file system of an image that is not attached the size of its file. */
export async function growUnmounted(image: string): Promise<void> {
  await attempt('e2fsck', ['-f', '-p', image]);
  await run('resize2fs', image);
}
