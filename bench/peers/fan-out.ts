import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FanOut } from './fan-out-server.ts';

export interface BareFanOut extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

const program = fileURLToPath(new URL('fan-out-server.ts', import.meta.url));

/** Starts the loop that a server of logs cannot be faster than, in a process of its own on a port of the loopback. */
export async function startBareFanOut(what: FanOut): Promise<BareFanOut> {
  const child = spawn(process.execPath, [program, JSON.stringify(what)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const told = once(child, 'message');
  const first = await Promise.race([told, exited.then(() => null)]);
  if (first === null || child.pid === undefined) throw new Error('the bare loop did not start');
  return {
    url: `http://127.0.0.1:${first[0]}`,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
