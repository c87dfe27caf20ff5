/** How many tokens a container may ask for: so many at once, and so many per second from then on. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** One container's calls. A signature costs this server, which all share, a fraction of a millisecond. */
export const containerPace: Pace = { burst: 1000, perSecond: 200 };

/** A bucket that fills at a steady pace; every call takes one out of it. */
export class CallBucket {
  readonly #pace: Pace;
  #left: number;
  #filledAt: number;

  constructor(pace: Pace, nowMs: number) {
    this.#pace = pace;
    this.#left = pace.burst;
    this.#filledAt = nowMs;
  }

  /** Takes one; milliseconds until there is one where there is none now, else 0. `nowMs` never goes back. */
  take(nowMs: number): number {
    const { burst, perSecond } = this.#pace;
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#filledAt) * perSecond) / 1000);
    this.#filledAt = nowMs;
    if (this.#left >= 1) {
      this.#left -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#left) * 1000) / perSecond);
  }
}
