import type { AuditEvent } from '../identity/audit/audit-event.ts';
import type { StoredAuditEvent } from '../store/audit/audit-row.ts';
import type { AuditFilter } from '../store/audit/list-audit-events.ts';

export type { AuditEvent, AuditFilter, StoredAuditEvent };

/** The audit log. */
export interface AuditRoom {
  record(event: AuditEvent): void;
  /** Newest first, with what was recorded just before. */
  list(filter: AuditFilter): Promise<readonly StoredAuditEvent[]>;
}
