import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Held until released; the kernel frees it when its process ends, however it ends. */
export interface MachineLock {
  release(): void;
}

/**
 * A lock that all processes of the machine share, by a name in the abstract namespace of UNIX sockets (unix(7)). Null
 * where another holds it.
 */
export async function tryMachineLock(name: string): Promise<MachineLock | null> {
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
  );
  server.listen(`\0${name}`, () => resolve(true));
  if (!(await promise)) return null;
  server.unref();
  return { release: () => server.close() };
}

const pauseMilliseconds = 5;

/** Does `work` while no other process of the machine does work of that name. */
export async function inTurnOfMachine<T>(name: string, work: () => Promise<T>): Promise<T> {
  let lock = await tryMachineLock(name);
  while (lock === null) {
    await delay(pauseMilliseconds);
    lock = await tryMachineLock(name);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
