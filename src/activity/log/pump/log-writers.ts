import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogStream } from '../log-entry.ts';
import { readCheckpoint } from './checkpoint.ts';
import { LogWriter, type WriteStep } from './log-writer.ts';

export interface LogWritersSettings {
  /** Where checkpoints are kept: gone after a power loss, like the containers. */
  readonly directory: string;
  /** For tests: called at each named moment. */
  readonly onStep?: (step: WriteStep) => void;
}

/** The logs into which containers print at the moment, each with its one writer. */
export class LogWriters {
  readonly #settings: LogWritersSettings;
  readonly #writers = new Map<string, LogWriter>();
  readonly #listeners = new Set<(path: string) => void>();

  constructor(settings: LogWritersSettings) {
    this.#settings = settings;
  }

  /** Tells whenever a log grew. */
  onWritten(listener: (path: string) => void): void {
    this.#listeners.add(listener);
  }

  open(path: string, rotateBytes: number | null): LogWriter {
    const known = this.#writers.get(path);
    if (known !== undefined) return known;
    mkdirSync(this.#settings.directory, { recursive: true, mode: 0o700 });
    return this.#open(path, rotateBytes, null);
  }

  /** Adds a line where the log has a writer; false where it has none. */
  append(path: string, message: string, stream: LogStream): boolean {
    const writer = this.#writers.get(path);
    writer?.append(message, stream);
    return writer !== undefined;
  }

  release(writer: LogWriter, sourceId: string): void {
    if (writer.remove(sourceId)) this.#writers.delete(writer.path);
  }

  /** Takes every log back to its last checkpoint: what a former server wrote after it is pumped again. */
  recover(): readonly LogWriter[] {
    mkdirSync(this.#settings.directory, { recursive: true, mode: 0o700 });
    const files = readdirSync(this.#settings.directory).filter((name) => name.endsWith('.json'));
    return files.map((name) => {
      const checkpoint = readCheckpoint(join(this.#settings.directory, name));
      return this.#open(checkpoint.path, checkpoint.rotateBytes, checkpoint);
    });
  }

  #open(
    path: string,
    rotateBytes: number | null,
    former: ConstructorParameters<typeof LogWriter>[1],
  ): LogWriter {
    // It may be gone with the state folder, or come after the backup of which the state is.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
    const writer = new LogWriter(
      {
        path,
        rotateBytes,
        checkpointPath: join(this.#settings.directory, `${name}.json`),
        onWritten: () => {
          for (const listener of this.#listeners) listener(path);
        },
        onStep: this.#settings.onStep,
      },
      former,
    );
    this.#writers.set(path, writer);
    return writer;
  }
}
