import type { LogBatch } from './decode-log.ts';
import { LiveReaders, type Take } from './live-readers.ts';
import { LogFile } from './log-file.ts';
import type { LogPosition } from './log-position.ts';
import { SharedReads } from './shared-reads.ts';

/** For a seal that nobody set. */
const recheckMilliseconds = 1000;

/** What setTimeout can count to; who wakes too early looks and waits again. */
const longestTimerMilliseconds = 2 ** 31 - 1;

/** A log while somebody reads it: one open file and one reader for all of them. The one who writes tells of it. */
export class FollowedLog {
  readonly #isFinished: () => Promise<boolean>;
  readonly #file: LogFile;
  readonly #reads: SharedReads;
  readonly #live: LiveReaders;
  readonly #waiting = new Set<() => void>();
  #recheck: NodeJS.Timeout | null = null;
  #foundFinished = 0;
  #version = 0;
  #sealed = false;
  #closed = false;

  constructor(path: string, isFinished: () => Promise<boolean>) {
    this.#isFinished = isFinished;
    this.#file = new LogFile(path);
    this.#reads = new SharedReads(this.#file);
    this.#live = new LiveReaders(this.#file);
  }

  /** Grows when the file may have grown. To be read before the file: what comes later makes it another. */
  get version(): number {
    return this.#version;
  }

  /** Nothing more will be written. To be read before the file, whose last lines are then there. */
  get sealed(): boolean {
    return this.#sealed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  size(): number {
    return this.#file.size();
  }

  seek(id: number): Promise<LogPosition> {
    return this.#reads.seek(id);
  }

  read(from: LogPosition, sealed: boolean, version: number): Promise<LogBatch> {
    return this.#reads.read(from, sealed, version);
  }

  changed(): void {
    this.#version += 1;
    // The last lines are read by everyone for itself, with the seal behind them.
    if (this.#sealed || this.#closed) this.#live.dismissAll();
    else this.#live.tell();
    for (const wake of [...this.#waiting]) wake();
  }

  seal(): void {
    this.#sealed = true;
    this.changed();
  }

  /**
   * Hands what comes to `take`, to a reader that is at the end of what the version has; see `LiveReaders.join`. Null where that is no
   * longer so.
   */
  live(
    position: LogPosition,
    seen: number,
    take: Take,
    signal: AbortSignal | undefined,
  ): Promise<LogPosition> | null {
    this.#watch();
    if (this.#version !== seen || this.#closed || signal?.aborted) return null;
    return this.#live.join(position, take, signal);
  }

  /** Resolves when the version is no longer the one seen, after the time, or at the signal. */
  async wait(seen: number, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    this.#watch();
    if (this.#version !== seen || this.#closed || signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, Math.min(milliseconds, longestTimerMilliseconds));
    signal?.addEventListener('abort', wake);
    this.#waiting.add(wake);
    await promise;
    this.#waiting.delete(wake);
    signal?.removeEventListener('abort', wake);
    clearTimeout(timer);
  }

  /** Ends all who read. */
  stop(): void {
    this.#closed = true;
    this.changed();
  }

  close(): void {
    this.stop();
    if (this.#recheck !== null) clearInterval(this.#recheck);
    this.#file.close();
  }

  #watch(): void {
    this.#recheck ??= setInterval(() => void this.#lookAgain(), recheckMilliseconds);
  }

  /** Found finished twice, a second apart, the last line is written whether or not the log was sealed (P2). */
  async #lookAgain(): Promise<void> {
    const finished = await this.#isFinished().catch(() => false);
    this.#foundFinished = finished ? this.#foundFinished + 1 : 0;
    if (this.#foundFinished >= 2) this.seal();
    else this.changed();
  }
}
