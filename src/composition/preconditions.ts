import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { type MachineLock, tryMachineLock } from '../linux/machine-lock.ts';

/** Absolute paths of the programs that containers need. */
export interface Programs {
  readonly crun: string;
  readonly conmon: string;
  readonly init: string;
}

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program is, or null. `PATH` of the caller does not count: root runs what the system installed. */
export function findProgram(name: string): string | null {
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}

function need(name: string, purpose: string): string {
  const path = findProgram(name);
  if (path !== null) return path;
  throw new ErrandError(
    'tool_missing',
    `${name} is not installed; it ${purpose}. 'errand doctor --fix' installs what is missing`,
  );
}

/** Errors: `tool_missing`. */
export function findPrograms(): Programs {
  need('ip', "makes the containers' network");
  need('nft', 'keeps containers apart');
  need('git', 'keeps the sources');
  need('mke2fs', 'makes the file systems of volumes');
  need('losetup', 'mounts volumes');
  return {
    crun: need('crun', 'runs the containers'),
    conmon: need('conmon', 'holds a container and writes its log'),
    init: need('tini-static', 'is the first process of every container'),
  };
}

/** Error: `not_root`. */
export function needRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new ErrandError(
    'not_root',
    "the server makes namespaces, bridges and cgroups, which needs root: start it with sudo. Without root the command line works against any server ('errand --api-url …'), and so does 'errand doctor'",
  );
}

const lockName = (instance: string) => `errand-${instance}`;

/** Held by the server of a home. Error: `home_in_use`. */
export async function lockHome(instance: string, home: string): Promise<MachineLock> {
  const lock = await tryMachineLock(lockName(instance));
  if (lock !== null) return lock;
  throw new ErrandError(
    'home_in_use',
    `another server already uses ${home}; stop it, or set ERRAND_HOME to another folder`,
  );
}

/** Whether some server holds the home now. */
export async function homeInUse(instance: string): Promise<boolean> {
  const lock = await tryMachineLock(lockName(instance));
  lock?.release();
  return lock === null;
}
