import type { Activity } from '../activity/activity.ts';

/** An activity's event on its way to a webhook. */
export interface Delivery {
  /** `webhook-id` of every attempt: by it a receiver knows what it had already. */
  readonly id: string;
  readonly integration: string;
  readonly project: string;
  /** The activity as it was at the event. */
  readonly activity: Activity;
  readonly state: DeliveryState;
  /** How often it was tried. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** When it is tried next; null when it is over. */
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
  /** HTTP status of the last answer; null where there was none. */
  readonly lastStatus: number | null;
  /** Why the last attempt failed. */
  readonly lastError: string | null;
}

/** `dead`: given up; it can be asked for again. */
export type DeliveryState = 'pending' | 'delivered' | 'dead';

/** What came of an attempt. */
export type Attempt =
  | { readonly kind: 'delivered'; readonly status: number }
  /** `final`: the receiver says that it never wants it, or nobody may be asked. */
  | {
      readonly kind: 'failed';
      readonly status: number | null;
      readonly error: string;
      readonly final: boolean;
    };

export interface RetryTerms {
  readonly attempts: number;
  readonly firstPauseMilliseconds: number;
}

const growth = 4;
const longestPauseMilliseconds = 12 * 60 * 60 * 1000;

/**
 * How long after a failed attempt the next one comes: four times longer each time, up to 12 hours, by chance up to a
 * fifth more or less, so that what failed together does not come together again. Null after the last.
 */
export function retryPause(attempts: number, terms: RetryTerms, chance: number): number | null {
  if (attempts >= terms.attempts) return null;
  const pause = Math.min(longestPauseMilliseconds, terms.firstPauseMilliseconds * growth ** (attempts - 1));
  return Math.round(pause * (0.8 + 0.4 * chance));
}

/** The delivery after an attempt. */
export function afterAttempt(
  delivery: Delivery,
  attempt: Attempt,
  terms: RetryTerms,
  now: Date,
  chance: number,
): Delivery {
  const attempts = delivery.attempts + 1;
  const last = { attempts, lastStatus: attempt.status };
  if (attempt.kind === 'delivered') {
    return { ...delivery, ...last, state: 'delivered', dueAt: null, endedAt: now, lastError: null };
  }
  const pause = attempt.final ? null : retryPause(attempts, terms, chance);
  const lastError = attempt.error;
  if (pause === null) return { ...delivery, ...last, state: 'dead', dueAt: null, endedAt: now, lastError };
  return { ...delivery, ...last, dueAt: new Date(now.getTime() + pause), lastError };
}
