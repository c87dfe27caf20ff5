import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { insideNetworkNamespace } from '../../src/network/syscalls.ts';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, in a network namespace where one is given. */
export async function run(
  program: string,
  args: readonly string[],
  namespace: number | null = null,
): Promise<Ended> {
  const start = () => spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
  const child = namespace === null ? start() : insideNetworkNamespace(namespace, start);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}
