/** How fast one program's output is taken, averaged; more than that waits in the program's own pipe. */
export interface PaceLimit {
  readonly bytesPerSecond: number;
  /** What may come at once after a time of silence. */
  readonly burstBytes: number;
}

/** A token bucket. Times are milliseconds of one clock. */
export class Pace {
  readonly #limit: PaceLimit | null;
  #tokens: number;
  #at: number;

  constructor(limit: PaceLimit | null, now: number) {
    this.#limit = limit;
    this.#tokens = limit?.burstBytes ?? 0;
    this.#at = now;
  }

  /** How many bytes may be taken now. */
  allowance(now: number): number {
    if (this.#limit === null) return Number.POSITIVE_INFINITY;
    const earned = ((now - this.#at) / 1000) * this.#limit.bytesPerSecond;
    this.#tokens = Math.min(this.#limit.burstBytes, this.#tokens + Math.max(0, earned));
    this.#at = now;
    return Math.floor(this.#tokens);
  }

  take(bytes: number): void {
    this.#tokens -= bytes;
  }

  /** How long until so much is allowed. */
  waitFor(bytes: number): number {
    if (this.#limit === null) return 0;
    const wanted = Math.min(bytes, this.#limit.burstBytes);
    return Math.max(0, ((wanted - this.#tokens) / this.#limit.bytesPerSecond) * 1000);
  }
}
