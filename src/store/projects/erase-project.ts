import type { AuditEvent } from '../../identity/audit/audit-event.ts';
import { appendAuditEvents } from '../audit/append-audit-events.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Schema } from '../schema.ts';
import type { Database } from '../store.ts';

/** Tables that can have very many rows of a project, each before those that its rows point at. */
const records = ['deliveries', 'runs', 'activities', 'idempotency_keys'] as const;

/** The other tables with a project, in such an order too. What the audit log says of it stays. */
const belongings = [
  'integrations',
  'queue_limits',
  'variables',
  'domains',
  'addresses',
  'services',
  'backups',
  'deployments',
  'environments',
  'user_access',
  'retention',
] as const satisfies readonly (keyof Schema)[];

const rowsAtOnce = 500;

/** Removes the project's history, in small transactions between which others have their turn. */
export async function eraseRecords(db: Database, project: string): Promise<void> {
  for (const table of ['deliveries', 'runs', 'activities'] as const)
    while (await eraseSome(db, table, project));
}

async function eraseSome(
  db: Database,
  table: 'deliveries' | 'runs' | 'activities',
  project: string,
): Promise<boolean> {
  const some = db.selectFrom(table).select('id').where('project', '=', project).limit(rowsAtOnce);
  const { numDeletedRows } = await db.deleteFrom(table).where('id', 'in', some).executeTakeFirstOrThrow();
  return numDeletedRows === BigInt(rowsAtOnce);
}

/** Removes the project with every row that belongs to it, and writes down that it happened: all or nothing. */
export function eraseProject(db: Database, project: string, event: AuditEvent): Promise<void> {
  return inTransaction(db, async (transaction) => {
    for (const table of [...records, ...belongings])
      await transaction.deleteFrom(table).where('project', '=', project).execute();
    await transaction.deleteFrom('projects').where('id', '=', project).execute();
    await appendAuditEvents(transaction, [event]);
  });
}
