import type { ErrorCode, Fault } from '../errors/catalogue.ts';
import type { Actor } from '../identity/principal.ts';

/** How a run ended: exactly one of these, for ever. */
export type Outcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly signal: string | null }
  | { readonly kind: 'out_of_memory'; readonly exitCode: number; readonly limitMiB: number }
  | { readonly kind: 'timed_out'; readonly timeoutSeconds: number }
  | { readonly kind: 'cancelled'; readonly by: Actor; readonly at: string }
  | { readonly kind: 'deployed_over'; readonly by: Actor }
  /** It waited in the queue for longer than its trigger allowed. */
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'lost'; readonly reason: string }
  | {
      readonly kind: 'start_failed';
      readonly code: ErrorCode;
      readonly fault: Fault;
      readonly message: string;
    };

export type OutcomeKind = Outcome['kind'];
