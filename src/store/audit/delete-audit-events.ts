import type { Database } from '../store.ts';

/** Forgets what is older: the retention that the operator set. */
export async function deleteAuditEventsBefore(db: Database, date: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('audit_log')
    .where('at_ms', '<', date.getTime())
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
