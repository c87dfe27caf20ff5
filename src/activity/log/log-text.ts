import { closeSync, fstatSync, readSync } from 'node:fs';
import { decodeLog } from './decode-log.ts';
import { logStart } from './log-position.ts';
import { openIfThere } from './open-if-there.ts';

/** The output in the last `maxBytes` of a log file, from its first whole line on. Empty where there is no file. */
export function readLogText(path: string, maxBytes: number): string {
  const bytes = readEnd(path, maxBytes);
  const { entries } = decodeLog(bytes, logStart, true);
  return entries.map(({ message }) => message).join('');
}

function readEnd(path: string, maxBytes: number): Buffer {
  const file = openIfThere(path);
  if (file === null) return Buffer.alloc(0);
  try {
    const { size } = fstatSync(file);
    // One byte more tells whether the first line is whole.
    const start = Math.max(0, size - maxBytes - 1);
    const buffer = Buffer.allocUnsafe(size - start);
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, start));
    return start === 0 ? bytes : bytes.subarray(bytes.indexOf('\n') + 1);
  } finally {
    closeSync(file);
  }
}
