import type { AuditEvent } from '../../identity/audit/audit-event.ts';
import type { Database } from '../store.ts';
import { toAuditRow } from './audit-row.ts';

/** Adds events in one statement. There is no verb that changes one. */
export async function appendAuditEvents(db: Database, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.insertInto('audit_log').values(events.map(toAuditRow)).execute();
}
