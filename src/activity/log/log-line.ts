import type { LogStream } from './log-entry.ts';

/** One line of conmon's `k8s-file` format: `<RFC 3339, nanoseconds> stdout|stderr F|P <text>`. */
export interface LogLine {
  readonly timestamp: string;
  readonly stream: LogStream;
  /** P: the text goes on in the stream's next line. F: it ends here with a newline. */
  readonly partial: boolean;
  readonly text: Buffer;
}

const space = 0x20;
const letterE = 0x65;
const letterP = 0x50;
/** `2026-08-01T10:00:00.123456789+00:00` has 35. */
const longestTimestamp = 40;

/** Splits a line, given without its newline; null where it is not of the format, as when a crash tore it. */
export function parseLogLine(line: Buffer): LogLine | null {
  const end = line.subarray(0, longestTimestamp).indexOf(space);
  if (end < 1) return null;
  const tags = line.toString('latin1', end + 1, end + 9);
  if (!/^std(out|err) [FP]$/.test(tags)) return null;
  if (line.length > end + 9 && line[end + 9] !== space) return null;
  return {
    timestamp: toMicroseconds(line.toString('latin1', 0, end)),
    stream: line[end + 4] === letterE ? 'stderr' : 'stdout',
    partial: line[end + 8] === letterP,
    text: line.subarray(end + 10),
  };
}

/** Parsers of RFC 3339 differ over nanoseconds (Python before 3.11 refuses them), not over microseconds. */
function toMicroseconds(timestamp: string): string {
  return timestamp.replace(/(\.\d{6})\d+/, '$1');
}

/** As conmon's own buffer: no line of the file is long. */
const longestText = 8192;

/** The message, of one line or several, in the format. A last line without a newline gets one. */
export function formatLogLines(timestamp: string, stream: LogStream, message: string): Buffer {
  const lines = message.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const pieces: Buffer[] = [];
  for (const line of lines) {
    const text = Buffer.from(line);
    for (let start = 0; start === 0 || start < text.length; start += longestText) {
      const flag = start + longestText < text.length ? 'P' : 'F';
      pieces.push(Buffer.from(`${timestamp} ${stream} ${flag} `));
      pieces.push(text.subarray(start, start + longestText), newline);
    }
  }
  return Buffer.concat(pieces);
}

const newline = Buffer.from('\n');
