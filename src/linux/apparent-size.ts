import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CountRequest {
  /** Counting stops where there is more. */
  readonly limitBytes: number;
  /** Whether a file that has several names counts once, or for each of them. */
  readonly linkedFiles: 'once' | 'each';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether the files below a folder have more bytes than a limit, as who reads them sees it: a hole counts though it takes no room on the
 * disk. Counts by find(1), since the folder may be on a disk that only this thread and its children see. An abort throws the
 * signal's reason.
 */
export async function hasMoreThan(
  folder: string,
  { limitBytes, linkedFiles, signal }: CountRequest,
): Promise<boolean> {
  signal?.throwIfAborted();
  const child = spawn('find', [folder, '-type', 'f', '-printf', '%s %n %i\n'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  ended.promise.catch(() => undefined);
  const end = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  const seen = new Set<string>();
  let sum = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [size, names, inode = ''] = line.split(' ');
    if (linkedFiles === 'once' && names !== '1' && seen.size === seen.add(inode).size) continue;
    sum += Number(size);
    if (sum > limitBytes) end();
  }
  const status = await ended.promise;
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (sum > limitBytes) return true;
  if (status !== 0) throw new Error(`find ended with ${status}: the files of ${folder} cannot be counted`);
  return false;
}
