import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendLog } from './append-log.ts';
import { followLog, type ReadOptions } from './follow-log.ts';
import { FollowedLog } from './followed-log.ts';
import type { LogItem, LogStream } from './log-entry.ts';
import { readLogText } from './log-text.ts';
import type { LogWriters } from './pump/log-writers.ts';
import { syncFile } from './sync-file.ts';

/**
 * The logs of activities: a file for each, in conmon's format, which is the record. Containers' output is pumped into it;
 * the server writes its own lines before, between and after.
 */
export interface ActivityLogs {
  /** Where the log is, for output to be pumped into. Makes the folder. */
  path(project: string, activityId: string): string;
  /** Adds one or several lines, written when this returns. */
  append(project: string, activityId: string, message: string, stream?: LogStream): void;
  /** To be called after the activity's final state is stored and the last line written: followers then end. */
  seal(project: string, activityId: string): void;
  /** Follows a log until its seal, or as the options say. Entries are the same, under the same id, on every read. */
  read(project: string, activityId: string, options: ReadOptions): AsyncIterable<readonly LogItem[]>;
  /** The output in the last `maxBytes` of the log. */
  text(project: string, activityId: string, maxBytes: number): string;
  /** Ends all who read. */
  close(): void;
}

export interface ActivityLogSettings {
  readonly directory: string;
  /** Whether the activity's final state is stored. */
  readonly isFinished: (project: string, activityId: string) => Promise<boolean>;
  /** Of logs into which containers print at the moment. */
  readonly writers: LogWriters;
}

interface Followed {
  readonly log: FollowedLog;
  readers: number;
}

export function openActivityLogs(settings: ActivityLogSettings): ActivityLogs {
  return new FileActivityLogs(settings);
}

class FileActivityLogs implements ActivityLogs {
  readonly #settings: ActivityLogSettings;
  /** By path. */
  readonly #followed = new Map<string, Followed>();
  /** Paths written to here and not sealed: a stored final state does not mean that the last line is written. */
  readonly #unsealed = new Set<string>();

  constructor(settings: ActivityLogSettings) {
    this.#settings = settings;
    settings.writers.onWritten((path) => this.#followed.get(path)?.log.changed());
  }

  path(project: string, activityId: string): string {
    const path = this.#pathOf(project, activityId);
    mkdirSync(join(this.#settings.directory, project), { recursive: true, mode: 0o700 });
    return path;
  }

  append(project: string, activityId: string, message: string, stream: LogStream = 'stdout'): void {
    const path = this.path(project, activityId);
    this.#unsealed.add(path);
    if (this.#settings.writers.append(path, message, stream)) return;
    appendLog(path, message, stream);
    this.#followed.get(path)?.log.changed();
  }

  seal(project: string, activityId: string): void {
    const path = this.#pathOf(project, activityId);
    this.#unsealed.delete(path);
    this.#followed.get(path)?.log.seal();
    syncFile(path);
  }

  async *read(project: string, activityId: string, options: ReadOptions): AsyncIterable<readonly LogItem[]> {
    const path = this.path(project, activityId);
    const isFinished = () => this.#settings.isFinished(project, activityId);
    const followed = this.#followed.get(path) ?? { log: new FollowedLog(path, isFinished), readers: 0 };
    this.#followed.set(path, followed);
    followed.readers += 1;
    const { log } = followed;
    try {
      // In this order: a seal that comes after this line reaches the log by itself.
      if (!log.sealed && !this.#unsealed.has(path) && (await isFinished())) log.seal();
      yield* followLog(log, options);
    } finally {
      followed.readers -= 1;
      if (followed.readers === 0) this.#release(path, followed);
    }
  }

  text(project: string, activityId: string, maxBytes: number): string {
    return readLogText(this.#pathOf(project, activityId), maxBytes);
  }

  close(): void {
    for (const { log } of this.#followed.values()) log.stop();
  }

  #release(path: string, followed: Followed): void {
    this.#followed.delete(path);
    followed.log.close();
  }

  #pathOf(project: string, activityId: string): string {
    for (const name of [project, activityId]) {
      if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new Error(`"${name}" cannot name a log`);
    }
    return join(this.#settings.directory, project, `${activityId}.log`);
  }
}
