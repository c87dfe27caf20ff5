import { chownSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { storageUser } from '../container/container-spec.ts';
import type { Volumes } from '../volume/volumes.ts';

/** Where one build works: a disk of its own, so that one that writes without end fills nothing but that. */
export interface Workshop {
  /** What becomes the slug. */
  readonly sources: string;
  /** The build's `/tmp`. */
  readonly temporary: string;
  /** Whether next to nothing is left of the room. */
  isFull(): boolean;
  close(): Promise<void>;
}

const fullBytes = 1024 * 1024;

/**
 * Made with synchronous calls: the disk is mounted for this thread and its children, and Node.js' asynchronous `fs` works in others.
 */
function folder(path: string): string {
  mkdirSync(path, { recursive: true });
  chownSync(path, storageUser.uid, storageUser.gid);
  return path;
}

export function isFull(path: string): boolean {
  const { bavail, bsize, ffree } = statfsSync(path);
  return bavail * bsize < fullBytes || ffree === 0;
}

export async function openWorkshop(volumes: Volumes, id: string, sizeMiB: number): Promise<Workshop> {
  await volumes.create(id, sizeMiB);
  try {
    const disk = await volumes.mount(id);
    return {
      sources: folder(join(disk, 'app')),
      temporary: folder(join(disk, 'tmp')),
      isFull: () => isFull(disk),
      close: () => volumes.delete(id),
    };
  } catch (error) {
    await volumes.delete(id);
    throw error;
  }
}
