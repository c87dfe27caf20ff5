import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { decodeLog, type LogBatch, longestLine } from './decode-log.ts';
import { type LogPosition, nothing } from './log-position.ts';

/** What one read takes into memory. */
const chunkBytes = 4 * longestLine;

/** An activity's log file, for reading. A file that is missing reads as an empty one until it is there. */
export class LogFile {
  readonly #path: string;
  #opening: Promise<FileHandle | null> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes there are now. */
  async size(): Promise<number> {
    const handle = await this.#handle();
    return handle === null ? 0 : fstatSync(handle.fd).size;
  }

  /** The next entries after the position, none where there are none yet; see `decodeLog` for the rest. */
  async read(from: LogPosition, sealed: boolean, startAt = 0): Promise<LogBatch> {
    const handle = await this.#handle();
    const size = handle === null ? 0 : fstatSync(handle.fd).size;
    const length = Math.min(size - from.offset, chunkBytes);
    if (handle === null || length <= 0) return decodeLog(nothing, from, sealed);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, from.offset);
    const isLast = from.offset + bytesRead >= size;
    return decodeLog(buffer.subarray(0, bytesRead), from, sealed && isLast, startAt);
  }

  async close(): Promise<void> {
    const handle = await this.#opening;
    this.#opening = null;
    await handle?.close();
  }

  async #handle(): Promise<FileHandle | null> {
    this.#opening ??= openIfThere(this.#path);
    const opening = this.#opening;
    const handle = await opening;
    if (handle === null && this.#opening === opening) this.#opening = null;
    return handle;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
