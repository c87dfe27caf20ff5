export type LogStream = 'stdout' | 'stderr';

/** One line of an activity's log, or a piece of a long one. */
export interface LogEntry {
  /** Place in the log, from 0. It never changes. */
  readonly id: number;
  /** RFC 3339 with microseconds. */
  readonly timestamp: string;
  /** With its newline, so that messages put one after the other give the output. */
  readonly message: string;
  readonly stream: LogStream;
}

/** The end of a log, after which nothing comes. Its id is the number of entries. */
export interface LogSeal {
  readonly id: number;
  readonly seal: true;
}

export type LogItem = LogEntry | LogSeal;
