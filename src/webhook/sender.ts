import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '../observe/event-log.ts';
import { type Attempt, afterAttempt, type Delivery, type RetryTerms } from './delivery.ts';

/** What the sender needs of the store. */
export interface DeliveryRecords {
  /** Pending ones that are due, the longest due first, of integrations that are not left out. */
  due(now: Date, most: number, leftOut: readonly string[]): Promise<readonly Delivery[]>;
  /** When the next one is due that is not due yet; null where none is. */
  nextDue(now: Date): Promise<Date | null>;
  /** Makes those due that were made later than it is now. */
  hurry(now: Date): Promise<void>;
  save(delivery: Delivery): Promise<void>;
}

export interface SenderParts {
  readonly records: DeliveryRecords;
  /** Tries once; never throws. Null where its integration is gone. */
  readonly attempt: (delivery: Delivery) => Promise<Attempt | null>;
  readonly retry: RetryTerms;
  readonly log: EventLog;
}

/** Sends deliveries that are due until it is closed. */
export interface WebhookSender {
  /** To be called when a delivery was stored. */
  wake(): void;
  /** Waits a moment for what is under way. */
  close(): Promise<void>;
}

const atOnce = 8;
/** A receiver that is slow must not take every place. */
const atOnceForOne = 2;
/** For a wake-up that was missed, and a store that was away. */
const lookAgainMilliseconds = 60_000;
const pauseAfterErrorMilliseconds = 5_000;
const closeMilliseconds = 1_000;

export function openSender(parts: SenderParts): WebhookSender {
  return new DueSender(parts);
}

class DueSender implements WebhookSender {
  readonly #parts: SenderParts;
  /** By delivery id. */
  readonly #underWay = new Map<string, { readonly integration: string; readonly done: Promise<void> }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;
  /** What the clock showed last; at first nothing that can be known. */
  #seen = Number.POSITIVE_INFINITY;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.wake();
  }

  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.#parts.log.error({ error }, 'deliveries of webhooks could not be read');
        this.#wakeIn(lookAgainMilliseconds);
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    // What does not end soon is sent again by the next server.
    const underWay = Promise.all([...this.#underWay.values()].map(({ done }) => done));
    await Promise.race([underWay, delay(closeMilliseconds, undefined, { ref: false })]);
  }

  async #look(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      const now = new Date();
      if (now.getTime() < this.#seen) await this.#parts.records.hurry(now);
      this.#seen = now.getTime();
      const due = await this.#parts.records.due(now, atOnce + this.#underWay.size, this.#busy());
      const fresh = due.filter(({ id }) => !this.#underWay.has(id));
      const begun = fresh.filter((delivery) => this.#begin(delivery));
      // Behind those of a receiver that is busy now there may be others.
      if (begun.length < fresh.length && this.#underWay.size < atOnce) this.#again = true;
      const next = await this.#parts.records.nextDue(now);
      const wait = next === null ? lookAgainMilliseconds : next.getTime() - Date.now();
      this.#wakeIn(Math.min(lookAgainMilliseconds, Math.max(1, wait)));
    }
  }

  #busy(): readonly string[] {
    const counts = new Map<string, number>();
    for (const { integration } of this.#underWay.values()) {
      counts.set(integration, (counts.get(integration) ?? 0) + 1);
    }
    return [...counts].flatMap(([integration, count]) => (count >= atOnceForOne ? [integration] : []));
  }

  #begin(delivery: Delivery): boolean {
    const { id, integration } = delivery;
    if (this.#underWay.size >= atOnce || this.#busy().includes(integration)) return false;
    const done = this.#send(delivery)
      .catch(async (error: unknown) => {
        // It stays due, and is sent again: the receiver knows it by its id.
        this.#parts.log.error({ delivery: id, error }, 'the end of a delivery could not be recorded');
        await delay(pauseAfterErrorMilliseconds, undefined, { ref: false });
      })
      .finally(() => {
        this.#underWay.delete(id);
        this.wake();
      });
    this.#underWay.set(id, { integration, done });
    return true;
  }

  async #send(delivery: Delivery): Promise<void> {
    const { records, retry, log } = this.#parts;
    const attempt = await this.#parts.attempt(delivery);
    if (attempt === null) return;
    const after = afterAttempt(delivery, attempt, retry, new Date(), Math.random());
    if (after.state === 'dead') log.warn({ delivery: after.id, attempt }, 'a webhook could not be delivered');
    await records.save(after);
  }

  #wakeIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), milliseconds);
    this.#timer.unref();
  }
}
