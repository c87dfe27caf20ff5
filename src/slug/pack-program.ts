import { spawn } from 'node:child_process';

/** What packing may cost. */
export interface PackTerms {
  /** What a slug may have: its files as who reads them sees them, and what they are packed into. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/** Of the shell's `ulimit -f` (POSIX). A limit that is set from outside comes when the program has begun. */
const blockBytes = 512;
const largestComplaintCharacters = 64 * 1024;

/** What was to become a slug has more bytes than it may have. */
export class SlugTooLarge extends Error {}

/**
 * Runs a program that reads what a build left, and waits until it is gone, aborted or not: nobody unmounts a disk that is read. A file
 * that it writes beyond the limit ends it. Throws `SlugTooLarge` for that; an abort throws the signal's reason.
 */
export async function runPacking(program: string, args: readonly string[], terms: PackTerms): Promise<void> {
  const { limitBytes, signal } = terms;
  signal.throwIfAborted();
  const limited = ['-c', 'ulimit -f "$0" && exec "$@"', String(Math.ceil(limitBytes / blockBytes)), program];
  const child = spawn('/bin/sh', [...limited, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(0, largestComplaintCharacters);
  });
  const ended = Promise.withResolvers<{
    readonly status: number | null;
    readonly by: NodeJS.Signals | null;
  }>();
  child.once('error', ended.reject);
  child.once('close', (status, by) => ended.resolve({ status, by }));
  const end = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', end);
  const { status, by } = await ended.promise.finally(() => signal.removeEventListener('abort', end));
  signal.throwIfAborted();
  if (by === 'SIGXFSZ') throw new SlugTooLarge(`${program} was to write more than ${limitBytes} bytes`);
  if (status !== 0) throw new Error(`${program} ended with ${status ?? by}: ${complaint.trim()}`);
}
