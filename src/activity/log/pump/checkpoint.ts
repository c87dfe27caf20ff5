import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { SourceState } from './source.ts';

/** A moment to which a log can be taken back: what is in it, and how far its sources are. */
export interface Checkpoint {
  readonly path: string;
  /** Bytes of the log. */
  readonly length: number;
  readonly rotateBytes: number | null;
  /** By container id. */
  readonly sources: Readonly<Record<string, SourceState>>;
}

/**
 * The kernel copies a page in one piece, so a write within one is there or not, whenever this process is killed. It is
 * full from the start, so that a full file system cannot refuse a later one.
 */
const pageBytes = 4096;

/** The file in which a log's checkpoint is kept, on a file system that is gone after a power loss, like what it is about. */
export class CheckpointFile {
  readonly #path: string;
  #file: number | null = null;
  #isLong = false;

  constructor(path: string) {
    this.#path = path;
  }

  write(checkpoint: Checkpoint): void {
    const text = Buffer.from(JSON.stringify(checkpoint));
    if (this.#file === null || this.#isLong || text.length > pageBytes) this.#replace(text);
    else writeSync(this.#file, padded(text), 0, pageBytes, 0);
  }

  remove(): void {
    this.#close();
    rmSync(this.#path, { force: true });
  }

  #replace(text: Buffer): void {
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w', 0o600);
    writeSync(file, text.length > pageBytes ? text : padded(text));
    renameSync(next, this.#path);
    this.#close();
    this.#file = file;
    this.#isLong = text.length > pageBytes;
  }

  #close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/** To a whole page with spaces, which JSON takes no notice of. */
function padded(text: Buffer): Buffer {
  const page = Buffer.alloc(pageBytes, ' ');
  text.copy(page);
  return page;
}

export function readCheckpoint(path: string): Checkpoint {
  return JSON.parse(readFileSync(path, 'utf8')) as Checkpoint;
}
