import { longestLine } from '../decode-log.ts';
import type { RawOutput } from './raw-output.ts';

/** Looked at before the tail, for a secret that begins there. */
const warmUpBytes = 256 * 1024;
/** Raw output before the tail that is still needed when it is written. */
export const bytesBeforeTail = warmUpBytes + longestLine;

export interface Tail {
  /** Where its first line begins. */
  readonly offset: number;
  /** Whole lines just before it. */
  readonly before: Buffer;
}

/** The last lines of a raw output that is complete, `tailBytes` at most, from `earliest` on. */
export function findTail(raw: RawOutput, earliest: number, tailBytes: number): Tail {
  const start = Math.max(earliest, raw.size() - tailBytes);
  if (start === earliest) return { offset: earliest, before: Buffer.alloc(0) };
  const from = Math.max(earliest, start - warmUpBytes);
  const bytes = raw.read(from, start - from + longestLine);
  const lineStart = bytes.indexOf('\n', start - from - 1) + 1;
  const length = lineStart === 0 ? start - from : lineStart;
  // What was there is given back in pieces, so the first line may have lost its beginning.
  const firstLine = from === earliest ? 0 : bytes.indexOf('\n') + 1;
  return { offset: from + length, before: bytes.subarray(Math.min(firstLine, length), length) };
}
