import { open, stat } from 'node:fs/promises';

const mostBytes = 16 * 1024;

/** Size of a log in bytes; 0 where there is none yet. */
export async function logSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** The last lines that a log in the `k8s-file` format got since it had a size, as text, indented. */
export async function lastLinesSince(path: string, size: number, count: number): Promise<string> {
  const now = await logSize(path);
  // One that is smaller than before was begun anew by its size limit.
  const start = Math.max(now < size ? 0 : size, now - mostBytes);
  await using file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(now - start), position: start });
  const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-count);
  return lines.map((line) => `  ${line.split(' ').slice(3).join(' ')}`).join('\n');
}
