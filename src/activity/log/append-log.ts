import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogStream } from './log-entry.ts';
import { formatLogLines, parseLogLine } from './log-line.ts';
import { wallClock } from './wall-clock.ts';

/** Longer than any line of conmon's. */
const endBytes = 16 * 1024;

/** Writes the message's lines at the end of a log into which no container prints. */
export function appendLog(path: string, message: string, stream: LogStream): void {
  const timestamp = wallClock();
  const lines = formatLogLines(timestamp, stream, message);
  const file = openSync(path, 'a+', 0o600);
  try {
    appendFileSync(file, Buffer.concat([lineEnding(file, timestamp), lines]));
  } finally {
    closeSync(file);
  }
}

/**
 * What makes the file end in a whole line: a newline where a crash tore the last one, and the end of the text
 * where a program stopped without a newline. What follows must not become part of either.
 */
export function lineEnding(file: number, timestamp: string): Buffer {
  const end = readEnd(file);
  if (end.length === 0) return end;
  if (end.at(-1) !== 0x0a) return Buffer.from('\n');
  const last = parseLogLine(end.subarray(end.lastIndexOf('\n', -2) + 1, -1));
  return last?.partial ? formatLogLines(timestamp, last.stream, '\n') : Buffer.alloc(0);
}

function readEnd(file: number): Buffer {
  const { size } = fstatSync(file);
  const length = Math.min(size, endBytes);
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, size - length));
}
