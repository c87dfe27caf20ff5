import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { lineEnding } from '../append-log.ts';
import type { LogStream } from '../log-entry.ts';
import { formatLogLines } from '../log-line.ts';
import { wallClock } from '../wall-clock.ts';
import { type Checkpoint, CheckpointFile } from './checkpoint.ts';
import type { SourceState } from './source.ts';

/** Named moments of a write, for tests to end the process at. */
export type WriteStep = 'written' | 'checkpointed' | 'rotated';

export interface LogWriterSettings {
  readonly path: string;
  readonly checkpointPath: string;
  readonly rotateBytes: number | null;
  readonly onWritten: () => void;
  readonly onStep?: ((step: WriteStep) => void) | undefined;
}

/**
 * The one who writes to a log while containers print into it. After each write the checkpoint says how long the log is
 * and how far its sources are in it. So a crash in between is undone by cutting the log there and pumping again.
 */
export class LogWriter {
  readonly #settings: LogWriterSettings;
  readonly #checkpoint: CheckpointFile;
  readonly #sources = new Map<string, SourceState>();
  #file: number;
  #length: number;

  /** `former`: where a former server was. */
  constructor(settings: LogWriterSettings, former: Checkpoint | null) {
    this.#settings = settings;
    this.#checkpoint = new CheckpointFile(settings.checkpointPath);
    this.#file = openSync(settings.path, 'a+', 0o600);
    this.#length = fstatSync(this.#file).size;
    if (former === null) return;
    for (const [id, state] of Object.entries(former.sources)) this.#sources.set(id, state);
    // A log that is shorter was begun anew in the moment before the crash.
    if (this.#length < former.length) return;
    ftruncateSync(this.#file, former.length);
    this.#length = former.length;
  }

  get path(): string {
    return this.#settings.path;
  }

  /** Bytes of the log. */
  get length(): number {
    return this.#length;
  }

  get sourceIds(): readonly string[] {
    return [...this.#sources.keys()];
  }

  stateOf(id: string): SourceState | null {
    return this.#sources.get(id) ?? null;
  }

  /** Remembers a source over a crash from now on. */
  add(id: string, state: SourceState): void {
    this.#sources.set(id, state);
    this.#save();
  }

  /**
   * Adds bytes that came from a source, and remembers how far the source is. Throws where the disk takes no more; then nothing
   * has changed.
   */
  write(id: string, bytes: Buffer, state: SourceState): void {
    this.#rotateIfFull();
    this.#add(bytes);
    this.#sources.set(id, state);
    this.#save();
    if (bytes.length > 0) this.#settings.onWritten();
  }

  /** Adds a line about a source's output, as `write` does. */
  note(id: string, timestamp: string, message: string, state: SourceState): void {
    this.write(id, this.#lines(timestamp, message, 'stderr'), state);
  }

  /** Adds lines of the server's own. */
  append(message: string, stream: LogStream): void {
    this.#add(this.#lines(wallClock(), message, stream));
    this.#save();
    this.#settings.onWritten();
  }

  /** Forgets a source; with the last one the writer is done and closed, and true is returned. */
  remove(id: string): boolean {
    this.#sources.delete(id);
    if (this.#sources.size > 0) {
      this.#save();
      return false;
    }
    this.#checkpoint.remove();
    this.close();
    return true;
  }

  close(): void {
    closeSync(this.#file);
  }

  #rotateIfFull(): void {
    const { path, rotateBytes } = this.#settings;
    if (rotateBytes === null || this.#length < rotateBytes) return;
    renameSync(path, `${path}.1`);
    closeSync(this.#file);
    this.#file = openSync(path, 'a+', 0o600);
    this.#length = 0;
    this.#settings.onStep?.('rotated');
    this.#save();
  }

  /** Lines that do not become part of one before that has not ended. */
  #lines(timestamp: string, message: string, stream: LogStream): Buffer {
    return Buffer.concat([lineEnding(this.#file, timestamp), formatLogLines(timestamp, stream, message)]);
  }

  #add(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    } catch (error) {
      ftruncateSync(this.#file, this.#length);
      throw error;
    }
    this.#length += bytes.length;
    this.#settings.onStep?.('written');
  }

  #save(): void {
    this.#checkpoint.write({
      path: this.#settings.path,
      length: this.#length,
      rotateBytes: this.#settings.rotateBytes,
      sources: Object.fromEntries(this.#sources),
    });
    this.#settings.onStep?.('checkpointed');
  }
}
