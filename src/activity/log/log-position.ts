import type { LogStream } from './log-entry.ts';

/** A place between two entries of a log file, with all that reading on from there needs. Never changes. */
export interface LogPosition {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Id of the entry that comes next. */
  readonly id: number;
  /** The beginning of a character that conmon cut in two, whose rest is in the stream's next entry. */
  readonly cut: Readonly<Record<LogStream, Buffer>>;
  /** Of the entry before: what stands in for a line that has none. */
  readonly timestamp: string;
}

export const nothing = Buffer.alloc(0);

export const logStart: LogPosition = {
  offset: 0,
  id: 0,
  cut: { stdout: nothing, stderr: nothing },
  timestamp: '1970-01-01T00:00:00.000000+00:00',
};
