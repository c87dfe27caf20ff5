import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';

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

/** Whether a server holds a home; the kernel frees the name when its process ends, however it ends. */
export interface HomeLock {
  release(): void;
}

const lockName = (instance: string) => `\0errand-${instance}`;

/** Error: `home_in_use`. */
export async function lockHome(instance: string, home: string): Promise<HomeLock> {
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause) =>
    reject(
      new ErrandError(
        'home_in_use',
        `another server already uses ${home}; stop it, or set ERRAND_HOME to another folder`,
        { cause },
      ),
    ),
  );
  server.listen(lockName(instance), resolve);
  await promise;
  server.unref();
  return { release: () => server.close() };
}

/** Whether some server holds the home now. */
export async function homeInUse(instance: string): Promise<boolean> {
  try {
    const lock = await lockHome(instance, '');
    lock.release();
    return false;
  } catch {
    return true;
  }
}
