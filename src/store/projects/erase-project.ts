import type { AuditEvent } from '../../identity/audit/audit-event.ts';
import { appendAuditEvents } from '../audit/append-audit-events.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Schema } from '../schema.ts';
import type { Database } from '../store.ts';

/**
 * Tables that can have very many rows of a project, each before those that its rows point at, with how many rows go at a time. No
 * index leads from a deployment to its runs, so each costs a look at all runs of the server.
 */
const records = [
  ['deliveries', 500],
  ['runs', 500],
  ['activities', 500],
  ['deployments', 10],
] as const;

/** The other tables with a project, in such an order too. What the audit log says of it stays. */
const belongings = [
  'idempotency_keys',
  'integrations',
  'queue_limits',
  'variables',
  'domains',
  'addresses',
  'services',
  'backups',
  'environments',
  'user_access',
  'retention',
] as const satisfies readonly (keyof Schema)[];

/** Removes a project's history, in small transactions between which others have their turn. */
export async function eraseRecords(db: Database, project: string): Promise<void> {
  for (const [table, atOnce] of records) while (await eraseSome(db, table, project, atOnce));
}

/** False where it had no more of them. */
async function eraseSome(
  db: Database,
  table: (typeof records)[number][0],
  project: string,
  most: number,
): Promise<boolean> {
  const some = db.selectFrom(table).select('id').where('project', '=', project).limit(most);
  const { numDeletedRows } = await db.deleteFrom(table).where('id', 'in', some).executeTakeFirstOrThrow();
  return numDeletedRows === BigInt(most);
}

/** Removes a project with every row that belongs to it, and writes down that it happened: all or nothing. */
export function eraseProject(db: Database, project: string, event: AuditEvent): Promise<void> {
  return inTransaction(db, async (transaction) => {
    const tables = [...records.map(([table]) => table), ...belongings];
    for (const table of tables) await transaction.deleteFrom(table).where('project', '=', project).execute();
    await transaction.deleteFrom('projects').where('id', '=', project).execute();
    await appendAuditEvents(transaction, [event]);
  });
}
