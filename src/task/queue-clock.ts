import type { EventLog } from '../observe/event-log.ts';
import {
  listExpiredRuns,
  nextQueueMoment,
  type QueueOf,
  recountWaits,
  releaseDueRuns,
} from '../store/runs/queue-moments.ts';
import type { Store } from '../store/store.ts';
import type { Run } from './run.ts';

export interface QueueClockParts {
  readonly store: Store;
  readonly log: EventLog;
  /** A run of this queue may begin now. */
  onDue(queue: QueueOf): void;
  /** Ends a run that has waited for too long. */
  expire(run: Run): Promise<void>;
}

/** Wakes the queues at the moments at which a run comes due or expires: one timer, no polling. */
export interface QueueClock {
  /** Takes up what the store says; to be called once the server has recovered. */
  start(): void;
  /** There is a new moment, which may be the next. */
  consider(moment: Date): void;
  close(): Promise<void>;
}

const longestTimer = 2 ** 31 - 1;
const expiredAtOnce = 100;
const afterFailureMilliseconds = 5000;

export function openQueueClock(parts: QueueClockParts): QueueClock {
  return new TimerClock(parts);
}

class TimerClock implements QueueClock {
  readonly #parts: QueueClockParts;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires, milliseconds since 1970. */
  #next = Number.POSITIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: QueueClockParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#tick();
  }

  consider(moment: Date): void {
    const at = moment.getTime();
    if (at >= this.#next || this.#closed) return;
    this.#next = at;
    clearTimeout(this.#timer);
    const milliseconds = Math.min(longestTimer, Math.max(0, at - Date.now()));
    this.#timer = setTimeout(() => this.#tick(), milliseconds);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  #tick(): void {
    this.#next = Number.POSITIVE_INFINITY;
    this.#turn = this.#turn
      .then(() => this.#look())
      .catch((error: unknown) => {
        this.#parts.log.error({ error }, 'the times of queued runs could not be read');
        this.consider(new Date(Date.now() + afterFailureMilliseconds));
      });
  }

  async #look(): Promise<void> {
    const { db } = this.#parts.store;
    if (this.#closed) return;
    const now = new Date();
    await recountWaits(db, now);
    for (const queue of await releaseDueRuns(db, now)) this.#parts.onDue(queue);
    for (;;) {
      const expired = await listExpiredRuns(db, now, expiredAtOnce);
      for (const run of expired) await this.#parts.expire(run);
      if (expired.length < expiredAtOnce) break;
    }
    const next = await nextQueueMoment(db);
    if (next !== null) this.consider(next);
  }
}
