import { mkdir, rm, rmdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { mountTmpfs, unmountAll } from '../linux/mounts.ts';

const MiB = 1024 * 1024;
const leastMiB = 64;
const mostMiB = 1024;
const shareOfMemory = 0.25;

/** What runtime state may take of the memory: a quarter, and not more than a gibibyte. */
function sizeMiB(): number {
  return Math.round(Math.min(mostMiB, Math.max(leastMiB, (totalmem() / MiB) * shareOfMemory)));
}

/**
 * Makes the folder of bundles, runtime state and output that is not masked yet: in memory, since a secret must not reach a
 * disk. It outlives a crash of the server, like the containers.
 */
export async function openRuntimeDirectory(path: string): Promise<void> {
  // Passable, not readable: the runtime reaches root folders inside as the container's user.
  await mkdir(path, { recursive: true, mode: 0o711 });
  mountTmpfs(path, { sizeMiB: sizeMiB(), mode: '711' });
}

/** Takes the folder away with all that is in it. */
export async function removeRuntimeDirectory(path: string): Promise<void> {
  unmountAll(path);
  await rm(path, { recursive: true, force: true });
  // The folder above is shared by all servers of the machine and goes with the last.
  await rmdir(dirname(path)).catch(() => undefined);
}
