import type { Insertable, Selectable } from 'kysely';
import type { AuditEvent } from '../../identity/audit/audit-event.ts';
import type { AuditTable } from '../schema.ts';

/** An event as it is stored: with its place in the order. */
export type StoredAuditEvent = AuditEvent & { readonly sequence: number };

export function toAuditRow(event: AuditEvent): Insertable<AuditTable> {
  return {
    at_ms: event.at.getTime(),
    actor_kind: event.actor?.kind ?? null,
    actor_id: event.actor?.id ?? null,
    actor_name: event.actor?.name ?? null,
    address: event.address,
    user_agent: event.userAgent,
    operation: event.operation,
    project: event.target.project ?? null,
    target: JSON.stringify(event.target),
    result: event.result,
    status: event.status,
    reason: event.reason,
    count: event.count,
  };
}

export function fromAuditRow(row: Selectable<AuditTable>): StoredAuditEvent {
  const { actor_kind: kind, actor_id: id, actor_name: name } = row;
  return {
    sequence: row.sequence,
    at: new Date(row.at_ms),
    actor: kind === null ? null : { kind, id: id ?? '', name: name ?? '' },
    address: row.address,
    userAgent: row.user_agent,
    operation: row.operation,
    target: JSON.parse(row.target) as AuditEvent['target'],
    result: row.result,
    status: row.status,
    reason: row.reason,
    count: row.count,
  };
}
