import { incompleteTail } from './incomplete-tail.ts';
import type { LogEntry } from './log-entry.ts';
import { type LogLineHead, readLogLineHead } from './log-line.ts';
import { type LogPosition, nothing } from './log-position.ts';

/** What a piece of the file holds: the entries between two positions. */
export interface LogBatch {
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly entries: readonly LogEntry[];
}

/**
 * A longer line is cut there and its rest read as lines of their own. conmon's have some 8 KiB; the bound holds
 * memory whatever else got into the file. Being cut must not depend on how the file is read: give `decodeLog`
 * more bytes than this, or all there are.
 */
export const longestLine = 64 * 1024;

const newline = 0x0a;

/**
 * Reads the complete lines of `bytes`, which begin at `from`. A last line without newline is left for the next
 * call, unless it is as long as a line can be, or `sealed`: then nothing more will come.
 * Entries before `startAt` are counted but not made.
 */
export function decodeLog(bytes: Buffer, from: LogPosition, sealed: boolean, startAt = 0): LogBatch {
  const entries: LogEntry[] = [];
  let { id, timestamp } = from;
  const cut = { ...from.cut };
  let start = 0;
  while (start < bytes.length) {
    const end = lineEnd(bytes, start, sealed);
    if (end === null) break;
    const terminated = bytes[end] === newline;
    const head = readLogLineHead(bytes, start, end) ?? unformatted(timestamp, start);
    const { stream } = head;
    timestamp = head.timestamp;
    // The text goes on in a later line: conmon says so, or the line was cut for its length.
    const continues = terminated ? head.partial : end < bytes.length;
    const isWanted = id >= startAt;
    let message = '';
    if (!continues && cut[stream].length === 0) {
      if (isWanted) message = bytes.toString('utf8', head.textStart, end);
    } else {
      const text = bytes.subarray(head.textStart, end);
      const whole = cut[stream].length === 0 ? text : Buffer.concat([cut[stream], text]);
      const tail = continues ? incompleteTail(whole) : 0;
      cut[stream] = tail === 0 ? nothing : Buffer.from(whole.subarray(whole.length - tail));
      message = whole.toString('utf8', 0, whole.length - tail);
    }
    if (terminated && !head.partial) message += '\n';
    if (isWanted) entries.push({ id, timestamp, message, stream });
    id += 1;
    start = terminated ? end + 1 : end;
  }
  return { from, to: { offset: from.offset + start, id, cut, timestamp }, entries };
}

/** Where the line that begins at `start` ends, without its newline; null where that is not in the file yet. */
function lineEnd(bytes: Buffer, start: number, sealed: boolean): number | null {
  const found = bytes.indexOf(newline, start);
  const end = found === -1 ? bytes.length : found;
  if (end - start > longestLine) return start + longestLine;
  return found === -1 && !sealed ? null : end;
}

/** A line that is not of the format is shown as it is rather than lost. */
function unformatted(timestampBefore: string, textStart: number): LogLineHead {
  return { timestamp: timestampBefore, stream: 'stdout', partial: false, textStart };
}
