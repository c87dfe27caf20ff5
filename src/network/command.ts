import { spawn } from 'node:child_process';
import { ErrandError } from '../errors/errand-error.ts';
import { insideNetworkNamespace } from './syscalls.ts';

/** Runs a program of iproute2 or nftables with text on its standard input. Throws `start_failed` with what it printed. */
export async function runWithInput(
  program: string,
  args: readonly string[],
  input: string,
  namespace: number | null = null,
): Promise<string> {
  const start = () => spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const child = namespace === null ? start() : insideNetworkNamespace(namespace, start);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const status = await promise;
  if (status === 0) return Buffer.concat(output).toString();
  const said = Buffer.concat(complaints).toString().trim();
  throw new ErrandError('start_failed', `${program} ${args.join(' ')} ended with ${status}: ${said}`, {
    details: { input },
  });
}

/** Several `ip` commands in one process. */
export async function ip(lines: readonly string[], namespace: number | null = null): Promise<void> {
  await runWithInput('ip', ['-batch', '-'], `${lines.join('\n')}\n`, namespace);
}

/** An nft script; the kernel takes all of it or none. */
export async function nft(script: string): Promise<void> {
  await runWithInput('nft', ['-f', '-'], script);
}
