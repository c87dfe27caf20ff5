/** How a limit grows: so many attempts are free, then each further one doubles the wait. */
export interface Growth {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** After so long without a failure all is forgotten. */
  readonly forgetAfterMs: number;
}

interface Failures {
  readonly count: number;
  readonly last: number;
}

/** Keys that are remembered; above it the oldest make room. */
const most = 10_000;

/** Milliseconds to wait after so many failures. */
export function waitAfter(failures: number, { free, firstWaitMs, longestWaitMs }: Growth): number {
  if (failures < free) return 0;
  return Math.min(firstWaitMs * 2 ** Math.min(failures - free, 40), longestWaitMs);
}

/**
 * Counts failures by key (an address, an account) and says how long the next attempt has to wait. In memory: a restart
 * forgets, which is worth less to an attacker than a write for each failure would be.
 */
export class Attempts {
  readonly #growth: Growth;
  readonly #failures = new Map<string, Failures>();

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** Milliseconds; 0 lets the attempt go on. */
  waitFor(key: string, now: Date): number {
    const failures = this.#failures.get(key);
    if (failures === undefined) return 0;
    const since = now.getTime() - failures.last;
    if (since >= this.#growth.forgetAfterMs) {
      this.#failures.delete(key);
      return 0;
    }
    return Math.max(0, waitAfter(failures.count, this.#growth) - since);
  }

  failed(key: string, now: Date): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, { count, last: now.getTime() });
    if (this.#failures.size <= most) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
