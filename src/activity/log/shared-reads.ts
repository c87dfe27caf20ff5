import type { LogBatch } from './decode-log.ts';
import type { LogFile } from './log-file.ts';
import { type LogPosition, logStart } from './log-position.ts';

/** Batches kept for those who are a moment behind. One further behind reads the file. */
const batchesKept = 4;

interface PendingRead {
  readonly version: number;
  readonly batch: Promise<LogBatch>;
}

/** Reads a piece of a log once for all who want it at the same time, so that a thousand followers cost one reader. */
export class SharedReads {
  readonly #file: LogFile;
  readonly #pending = new Map<number, PendingRead>();
  #recent: readonly LogBatch[] = [];

  constructor(file: LogFile) {
    this.#file = file;
  }

  /**
   * The entries after the position. `version` is what the caller knows to be in the file: a read that began
   * before that may have missed it, and is not shared.
   */
  async read(from: LogPosition, sealed: boolean, version: number): Promise<LogBatch> {
    const kept = this.#recent.find((batch) => batch.from.id <= from.id && from.id < batch.to.id);
    if (kept !== undefined) return { ...kept, from, entries: kept.entries.slice(from.id - kept.from.id) };
    const pending = this.#pending.get(from.id);
    if (pending?.version === version) return pending.batch;
    const batch = this.#file.read(from, sealed);
    const read: PendingRead = { version, batch };
    this.#pending.set(from.id, read);
    try {
      this.#keep(await batch);
    } finally {
      if (this.#pending.get(from.id) === read) this.#pending.delete(from.id);
    }
    return batch;
  }

  /** A position at or before the entry, close to it where the log is that long. */
  async seek(id: number): Promise<LogPosition> {
    let position = this.#recent.findLast(({ from }) => from.id <= id)?.from ?? logStart;
    while (position.id < id) {
      const { to } = await this.#file.read(position, false, Number.POSITIVE_INFINITY);
      if (to.id > id || to.id === position.id) break;
      position = to;
    }
    return position;
  }

  #keep(batch: LogBatch): void {
    if (batch.entries.length > 0) this.#recent = [...this.#recent, batch].slice(-batchesKept);
  }
}
