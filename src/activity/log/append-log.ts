import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogStream } from './log-entry.ts';
import { formatLogLines } from './log-line.ts';
import { wallClock } from './wall-clock.ts';

/** Writes the message's lines at the end of the file in one write, beside conmon, which does the same. */
export function appendLog(path: string, message: string, stream: LogStream): void {
  const lines = formatLogLines(wallClock(), stream, message);
  const file = openSync(path, 'a+', 0o600);
  try {
    // A crash may have torn the last line; what follows must not become part of it.
    appendFileSync(file, endsInLine(file) ? lines : Buffer.concat([Buffer.from('\n'), lines]));
  } finally {
    closeSync(file);
  }
}

function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() === '\n';
}
