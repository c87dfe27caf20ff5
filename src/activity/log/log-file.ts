import { closeSync, fstatSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { decodeLog, type LogBatch, longestLine } from './decode-log.ts';
import { type LogPosition, nothing } from './log-position.ts';
import { openIfThere } from './open-if-there.ts';

/** What one read takes into memory. */
const chunkBytes = 4 * longestLine;

const readBytes = promisify(read);

/**
 * An activity's log file, for reading. A file that is missing reads as an empty one until it is there. To be
 * closed when no read is under way.
 */
export class LogFile {
  readonly #path: string;
  #descriptor: number | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes there are now. */
  size(): number {
    // At once, not in the background: an answer from before the seal would lose what came in between.
    this.#descriptor ??= openIfThere(this.#path);
    return this.#descriptor === null ? 0 : fstatSync(this.#descriptor).size;
  }

  /** The next entries after the position, none where there are none yet; see `decodeLog` for the rest. */
  async read(from: LogPosition, sealed: boolean, startAt = 0): Promise<LogBatch> {
    const size = this.size();
    const length = Math.min(size - from.offset, chunkBytes);
    if (this.#descriptor === null || length <= 0) return decodeLog(nothing, from, sealed);
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await readBytes(this.#descriptor, buffer, 0, length, from.offset);
    const isLast = from.offset + bytesRead >= size;
    return decodeLog(buffer.subarray(0, bytesRead), from, sealed && isLast, startAt);
  }

  /** As `read`, of a log that is not sealed, without going away: for what was just written, which is still in memory. */
  readNow(from: LogPosition): LogBatch {
    const length = Math.min(this.size() - from.offset, chunkBytes);
    if (this.#descriptor === null || length <= 0) return decodeLog(nothing, from, false);
    const buffer = Buffer.allocUnsafe(length);
    const bytesRead = readSync(this.#descriptor, buffer, 0, length, from.offset);
    return decodeLog(buffer.subarray(0, bytesRead), from, false);
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
