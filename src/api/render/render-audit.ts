import type { StoredAuditEvent } from '../audit-room.ts';
import { renderInstant } from './instant.ts';

/** An entry of the audit log on the wire. Errand's own. */
export function renderAuditEvent(event: StoredAuditEvent) {
  return {
    id: event.sequence,
    at: renderInstant(event.at),
    actor: event.actor,
    address: event.address,
    user_agent: event.userAgent,
    operation: event.operation,
    target: event.target,
    result: event.result,
    status: event.status,
    reason: event.reason,
    count: event.count,
  };
}
