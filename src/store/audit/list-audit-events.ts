import type { AuditEvent } from '../../identity/audit/audit-event.ts';
import type { Database } from '../store.ts';
import { fromAuditRow, type StoredAuditEvent } from './audit-row.ts';

export interface AuditFilter {
  readonly project?: string | undefined;
  /** Id or name of who did it. */
  readonly actor?: string | undefined;
  readonly operation?: string | undefined;
  readonly result?: AuditEvent['result'] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only what was written down before the event with this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAuditEvents(
  db: Database,
  filter: AuditFilter,
): Promise<readonly StoredAuditEvent[]> {
  const { project, actor, operation, result, since, until, before } = filter;
  let query = db.selectFrom('audit_log').selectAll();
  if (project !== undefined) query = query.where('project', '=', project);
  if (actor !== undefined) {
    query = query.where((where) =>
      where.or([where('actor_id', '=', actor), where('actor_name', '=', actor)]),
    );
  }
  if (operation !== undefined) query = query.where('operation', '=', operation);
  if (result !== undefined) query = query.where('result', '=', result);
  if (since !== undefined) query = query.where('at_ms', '>=', since.getTime());
  if (until !== undefined) query = query.where('at_ms', '<', until.getTime());
  if (before !== undefined) query = query.where('sequence', '<', before);
  const rows = await query.orderBy('sequence', 'desc').limit(filter.limit).execute();
  return rows.map(fromAuditRow);
}
