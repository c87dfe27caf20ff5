import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { check, libc } from './libc.ts';
import { patiently } from './patiently.ts';

/** Makes a named pipe that everybody may read. */
export function makeFifo(path: string): void {
  check(libc().mkfifo(path, 0o644), `mkfifo ${path}`);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** The other end is not there yet (ENXIO) or is slower than this one (EAGAIN). */
const isAwaited = (error: unknown) => codeOf(error) === 'ENXIO' || codeOf(error) === 'EAGAIN';

const F_SETPIPE_SZ = 1031;
const unprivilegedMost = 1024 * 1024;

/**
 * Room for the whole text, so that one write(2) takes all of it: where this process is killed the reader has the text or
 * nothing. Beyond the kernel's limit for unprivileged processes it may be refused; then the text goes in pieces.
 */
function makeRoom(file: number, length: number): void {
  const made = libc().fcntl(file, F_SETPIPE_SZ, length);
  if (made < 0 && length <= unprivilegedMost) check(made, 'fcntl(F_SETPIPE_SZ)');
}

async function writeAll(file: number, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const from = written;
    written += await patiently(() => writeSync(file, bytes, from), isAwaited);
  }
}

/**
 * Writes a text into a pipe whose reader waits, in one piece, and closes it. Never blocks this thread: a reader that is gone is
 * an error.
 */
export async function writeFifo(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK;
  const file = await patiently(() => openSync(path, flags), isAwaited);
  try {
    const bytes = Buffer.from(text);
    makeRoom(file, bytes.length);
    await writeAll(file, bytes);
  } finally {
    closeSync(file);
  }
}
