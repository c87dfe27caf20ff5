import { spawn } from 'node:child_process';
import { once } from 'node:events';

const longestMilliseconds = 30_000;

/** Runs a program to its end; milliseconds from the spawn to the first byte of its output, null where it printed none. */
export async function firstByteOf(program: string, args: readonly string[]): Promise<number | null> {
  const begun = performance.now();
  // A pipe for the input: crun would give the machine's /dev/null to the container's user.
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: longestMilliseconds,
    cwd: '/',
  });
  let first: number | null = null;
  let complaint = '';
  child.stdout.on('data', () => {
    first ??= performance.now() - begun;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${complaint.trim()}`);
  return first;
}
