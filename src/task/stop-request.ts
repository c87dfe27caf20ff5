import type { Actor } from '../identity/principal.ts';

export interface Cancellation {
  readonly kind: 'cancelled';
  readonly by: Actor;
  /** When it was asked for; RFC 3339. */
  readonly at: string;
}

/** Why a run is asked to end before its command does. The first reason stands. */
export type StopReason =
  | { readonly kind: 'timed_out' }
  | Cancellation
  | { readonly kind: 'deployed_over'; readonly by: Actor };

/** A run's stop button. */
export interface StopRequest {
  readonly reason: StopReason | null;
  /** Resolves with the reason once there is one. */
  readonly asked: Promise<StopReason>;
  /** Returns false where a reason was there already. */
  ask(reason: StopReason): boolean;
}

export function createStopRequest(): StopRequest {
  const { promise, resolve } = Promise.withResolvers<StopReason>();
  let given: StopReason | null = null;
  return {
    asked: promise,
    get reason() {
      return given;
    },
    ask(reason) {
      if (given !== null) return false;
      given = reason;
      resolve(reason);
      return true;
    },
  };
}

export function cancellationBy(by: Actor, at: Date): Cancellation {
  return { kind: 'cancelled', by, at: at.toISOString() };
}
