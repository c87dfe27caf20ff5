import * as fs from 'node:fs';
import { lchown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A folder that is held open, and a path that leads to it and nowhere else for as long as it is. */
export interface HeldFolder {
  readonly path: string;
  close(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

/** Descriptors, not `FileHandle`s: Node.js ends the process over one of those that nobody closed. */
const open = promisify(fs.open);
const close = promisify(fs.close);

/** In this thread's own mounts, which other threads see through the process alone (see `keepMountsPrivate`). */
const pathOf = (descriptor: number) => `/proc/${process.pid}/fd/${descriptor}`;

async function makeBeneath(parent: number, name: string, owner: Owner): Promise<void> {
  const path = `${pathOf(parent)}/${name}`;
  try {
    await mkdir(path, { mode: 0o755 });
    await lchown(path, owner.uid, owner.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Opens a folder below another, and makes what is missing of it. Whoever owns the outer folder's contents may put links
 * there that lead out of it: each step is taken from a held folder by a single name, and no link is followed.
 * Throws the system's error where a part is a link (ELOOP, ENOTDIR) or no folder.
 */
export async function holdFolderBeneath(
  outer: string,
  segments: readonly string[],
  owner: Owner,
): Promise<HeldFolder> {
  let held = await open(`/proc/${process.pid}/root${outer}`, flags);
  for (const name of segments) {
    const parent = held;
    try {
      await makeBeneath(parent, name, owner);
      held = await open(`${pathOf(parent)}/${name}`, flags);
    } finally {
      await close(parent);
    }
  }
  const folder = held;
  // With the dot, since crun takes a path that ends in a link for the link itself.
  return { path: `${pathOf(folder)}/.`, close: () => close(folder) };
}
