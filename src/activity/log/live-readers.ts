import type { LogEntry } from './log-entry.ts';
import type { LogFile } from './log-file.ts';
import { type LogPosition, logStart } from './log-position.ts';

/** Takes entries the moment they are there. False: this reader is not ready and has not taken them. */
export type Take = (entries: readonly LogEntry[]) => boolean;

interface LiveReader {
  readonly take: Take;
  readonly leave: (position: LogPosition) => void;
}

/**
 * Those who have all that is in a log. What comes next is read once and handed to all of them in one go: a thousand followers, each
 * waking and reading by itself, would be late.
 */
export class LiveReaders {
  readonly #file: LogFile;
  readonly #readers = new Set<LiveReader>();
  /** Where all of them are. */
  #position: LogPosition = logStart;

  constructor(file: LogFile) {
    this.#file = file;
  }

  /**
   * From now on `take` is given what comes. Resolves with where the reader is once it has left: it was not ready, the signal came,
   * or all were dismissed. Null where the others are not at the position; then nothing is given.
   */
  join(position: LogPosition, take: Take, signal: AbortSignal | undefined): Promise<LogPosition> | null {
    if (this.#readers.size === 0) this.#position = position;
    else if (this.#position.offset !== position.offset) return null;
    const { promise, resolve } = Promise.withResolvers<LogPosition>();
    const stop = () => this.#dismiss(reader, this.#position);
    const leave = (at: LogPosition) => {
      signal?.removeEventListener('abort', stop);
      resolve(at);
    };
    const reader: LiveReader = { take, leave };
    this.#readers.add(reader);
    signal?.addEventListener('abort', stop);
    return promise;
  }

  /** To be called when the file has grown. Whoever cannot be told so reads by itself, and meets the error there. */
  tell(): void {
    try {
      while (this.#readers.size > 0) {
        const { from, to, entries } = this.#file.readNow(this.#position);
        if (entries.length === 0) return;
        this.#position = to;
        for (const reader of this.#readers) if (!reader.take(entries)) this.#dismiss(reader, from);
      }
    } catch {
      this.dismissAll();
    }
  }

  dismissAll(): void {
    for (const reader of this.#readers) this.#dismiss(reader, this.#position);
  }

  #dismiss(reader: LiveReader, position: LogPosition): void {
    if (this.#readers.delete(reader)) reader.leave(position);
  }
}
