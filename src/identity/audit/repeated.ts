import type { AuditEvent } from './audit-event.ts';

/** Kinds of refusals that are told apart in one window; the rest of them is counted together. */
const most = 500;
/** A name that is no operation, so that it cannot be taken for one. */
export const overflow = '(many kinds)';

function keyOf({ actor, address, operation, target, result, reason }: AuditEvent): string {
  return JSON.stringify([actor?.kind, actor?.id, address, operation, target, result, reason]);
}

/**
 * Refusals that repeat: the first of a kind is let through, those after it are counted until the window ends. So
 * ten thousand wrong tokens are two rows, and not ten thousand writes.
 */
export class Repeated {
  readonly #first = new Map<string, AuditEvent>();
  readonly #further = new Map<string, AuditEvent>();

  /** The event where it is the first of its kind, null where it was only counted. */
  take(event: AuditEvent): AuditEvent | null {
    const key = keyOf(event);
    const isNew = !this.#first.has(key);
    if (isNew && this.#first.size < most) {
      this.#first.set(key, event);
      return event;
    }
    const [at, one] = isNew
      ? [overflow, { ...event, actor: null, address: null, userAgent: null, operation: overflow, target: {} }]
      : [key, event];
    const count = (this.#further.get(at)?.count ?? 0) + event.count;
    this.#further.set(at, { ...one, count });
    return null;
  }

  /** Ends the window: what was counted, each kind as one event. */
  drain(): readonly AuditEvent[] {
    const counted = [...this.#further.values()];
    this.#first.clear();
    this.#further.clear();
    return counted;
  }
}
