import { fileSizeLimitOf, limitFileSize } from '../../../linux/file-size-limit.ts';

/** Where a raw output may end is a multiple of this, so that an end there tells that more was to come. */
export const allowanceStep = 8 * 1024 * 1024;

/** Unread output beyond this holds the keeper until it is down to the other. */
const holdAboveBytes = 8 * 1024 * 1024;
const releaseBelowBytes = 1024 * 1024;

/** The process that writes a container's raw output, which the pump slows down where it has to. */
export interface KeeperProcess {
  readonly pid: number;
  /** Of proc(5): tells it from a later process with the same number. */
  readonly startTicks: string;
  /** Whether it lives; its number may belong to another process by now. */
  lives(): boolean;
}

/**
 * Bounds what a keeper has written and nobody has read. While the server is there, a keeper that is far ahead is stopped for a moment:
 * the container's pipe fills up and the program waits in its write, as for a slow terminal. When the server dies, the guard lets it
 * go on and does the same later (`OutputGuard`). Where neither looks in time, the limit of its file's size holds: what is beyond is lost.
 */
export class KeeperBrake {
  readonly #keeper: KeeperProcess;
  readonly #mostBytes: number;
  #limit: number;
  #held = false;

  constructor(keeper: KeeperProcess, mostBytes: number) {
    this.#keeper = keeper;
    this.#mostBytes = mostBytes;
    this.#limit = this.#formerLimit() ?? 0;
    this.#signal('SIGCONT');
  }

  /** Whether the keeper had no room for all it had to write, of which a file of this size is the sign. */
  isFull(size: number): boolean {
    if (this.#limit > 0) return size >= this.#limit;
    return size > 0 && size % allowanceStep === 0;
  }

  /** Called when everything up to `offset` is safely taken. */
  allow(offset: number): void {
    const limit =
      (Math.floor(offset / allowanceStep) + Math.ceil(this.#mostBytes / allowanceStep)) * allowanceStep;
    if (limit <= this.#limit || !this.#keeper.lives()) return;
    try {
      limitFileSize(this.#keeper.pid, limit);
      this.#limit = limit;
    } catch {
      // It has just ended.
    }
  }

  /** Holds the keeper or lets it go, as much as there is unread. */
  apply(unreadBytes: number): void {
    if (!this.#held && unreadBytes > holdAboveBytes) {
      this.#held = this.#signal('SIGSTOP');
    } else if (this.#held && unreadBytes < releaseBelowBytes) {
      this.release();
    }
  }

  release(): void {
    if (!this.#held) return;
    this.#signal('SIGCONT');
    this.#held = false;
  }

  #formerLimit(): number | null {
    try {
      return this.#keeper.lives() ? fileSizeLimitOf(this.#keeper.pid) : null;
    } catch {
      return null;
    }
  }

  #signal(name: 'SIGSTOP' | 'SIGCONT'): boolean {
    try {
      return this.#keeper.lives() && process.kill(this.#keeper.pid, name);
    } catch {
      return false;
    }
  }
}
