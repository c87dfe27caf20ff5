import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/** Writes down the addresses of an environment's workloads, in place of all that were there. */
export async function setAddresses(
  db: Database,
  project: string,
  environment: string,
  addresses: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...addresses].map(([workload, address]) => ({ project, environment, workload, address }));
  await inTransaction(db, async (transaction) => {
    await transaction
      .deleteFrom('addresses')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .execute();
    if (rows.length > 0) await transaction.insertInto('addresses').values(rows).execute();
  });
}
