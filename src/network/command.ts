import { ErrandError } from '../errors/errand-error.ts';
import { runToEnd } from '../linux/native-process.ts';
import { insideNetworkNamespace } from './syscalls.ts';

/** Runs a program of iproute2 or nftables with text on its standard input. Throws `start_failed` with what it printed. */
export async function runWithInput(
  program: string,
  args: readonly string[],
  input: string,
  namespace: number | null = null,
): Promise<string> {
  const environment = { PATH: process.env.PATH ?? '' };
  const start = () => runToEnd({ program, args, environment, input });
  const { status, output, complaint } = await (namespace === null
    ? start()
    : insideNetworkNamespace(namespace, start));
  if (status === 0) return output;
  throw new ErrandError('start_failed', `${program} ${args.join(' ')} ended with ${status}: ${complaint}`, {
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
