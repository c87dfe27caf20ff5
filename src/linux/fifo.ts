import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { check, libc } from './libc.ts';

const attempts = 1000;
const pauseMilliseconds = 1;

/** Makes a named pipe that everybody may read. */
export function makeFifo(path: string): void {
  check(libc().mkfifo(path, 0o644), `mkfifo ${path}`);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** Tries again for a second while the other end is not there yet (ENXIO) or is slower than this one (EAGAIN). */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passing = codeOf(error) === 'ENXIO' || codeOf(error) === 'EAGAIN';
      if (!passing || attempt === attempts) throw error;
      await delay(pauseMilliseconds);
    }
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const from = written;
    written += (await patiently(() => file.write(bytes, from))).bytesWritten;
  }
}

/** Writes a text into a pipe whose reader waits, and closes it. Never blocks a thread: a reader that is gone is an error. */
export async function writeFifo(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK;
  await using file = await patiently(() => open(path, flags));
  await writeAll(file, Buffer.from(text));
}
