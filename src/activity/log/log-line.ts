import type { LogStream } from './log-entry.ts';

/** One line of conmon's `k8s-file` format: `<RFC 3339, nanoseconds> stdout|stderr F|P <text>`. */
export interface LogLine {
  readonly timestamp: string;
  readonly stream: LogStream;
  /** P: the text goes on in the stream's next line. F: it ends here with a newline. */
  readonly partial: boolean;
  readonly text: Buffer;
}

/** `2026-08-01T10:00:00.123456789+00:00` has 35. */
const longestTimestamp = 40;

/** ` stdout F ` */
const tagsLength = 10;

interface Tags {
  readonly stream: LogStream;
  readonly partial: boolean;
}

const tagsBySpelling: ReadonlyMap<string, Tags> = new Map<string, Tags>([
  ['stdout F', { stream: 'stdout', partial: false }],
  ['stdout P', { stream: 'stdout', partial: true }],
  ['stderr F', { stream: 'stderr', partial: false }],
  ['stderr P', { stream: 'stderr', partial: true }],
]);

/** What a line says before its text, and where among the bytes that begins. */
export interface LogLineHead extends Tags {
  readonly timestamp: string;
  readonly textStart: number;
}

/**
 * Reads the head of the line that lies in `bytes` from `start` to `end`, without its newline; null where it is not of the format,
 * as when a crash tore it. Makes as few objects as can be: logs are read by the million lines.
 */
export function readLogLineHead(bytes: Buffer, start: number, end: number): LogLineHead | null {
  const head = bytes.toString('latin1', start, Math.min(end, start + longestTimestamp + tagsLength));
  const length = head.indexOf(' ');
  if (length < 1 || length >= longestTimestamp) return null;
  const tags = tagsBySpelling.get(head.slice(length + 1, length + 9));
  if (tags === undefined) return null;
  if (head.length > length + 9 && head[length + 9] !== ' ') return null;
  const { stream, partial } = tags;
  const textStart = Math.min(end, start + length + tagsLength);
  return { timestamp: toMicroseconds(head.slice(0, length)), stream, partial, textStart };
}

/** Splits a line, given without its newline; null as `readLogLineHead`. */
export function parseLogLine(line: Buffer): LogLine | null {
  const head = readLogLineHead(line, 0, line.length);
  if (head === null) return null;
  const { timestamp, stream, partial, textStart } = head;
  return { timestamp, stream, partial, text: line.subarray(textStart) };
}

/** Where conmon's timestamps, `2026-08-01T10:00:00.123456789+00:00`, have the fraction of a second, and what follows it. */
const fraction = { point: 19, end: 29 } as const;

/** Parsers of RFC 3339 differ over nanoseconds (Python before 3.11 refuses them), not over microseconds. */
function toMicroseconds(timestamp: string): string {
  if (hasNanoseconds(timestamp))
    return timestamp.slice(0, fraction.point + 7) + timestamp.slice(fraction.end);
  return timestamp.replace(/(\.\d{6})\d+/, '$1');
}

function hasNanoseconds(timestamp: string): boolean {
  if (timestamp[fraction.point] !== '.' || timestamp[fraction.end] !== '+') return false;
  for (let place = fraction.point + 1; place < fraction.end; place += 1) {
    const code = timestamp.charCodeAt(place);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** As conmon's own buffer: no line of the file is long. */
const longestText = 8192;

/** The message, of one line or several, in the format. A last line without a newline gets one. */
export function formatLogLines(timestamp: string, stream: LogStream, message: string): Buffer {
  return formatLogText(
    timestamp,
    stream,
    Buffer.from(message === '' || message.endsWith('\n') ? message : `${message}\n`),
  );
}

/** A text in the format; a last line without a newline becomes one that goes on later. Empty for an empty text. */
export function formatLogText(timestamp: string, stream: LogStream, text: Uint8Array): Buffer {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(newlineByte, start);
    const lineEnd = found === -1 ? text.length : found;
    const end = Math.min(lineEnd, start + longestText);
    const ends = end === lineEnd && found !== -1;
    pieces.push(
      Buffer.from(`${timestamp} ${stream} ${ends ? 'F' : 'P'} `),
      text.subarray(start, end),
      newline,
    );
    start = ends ? end + 1 : end;
  }
  return Buffer.concat(pieces);
}

const newlineByte = 0x0a;
const newline = Buffer.from('\n');
