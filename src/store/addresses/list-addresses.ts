import type { Database } from '../store.ts';

/** Workload → the address it had last, in one environment. */
export async function listAddresses(
  db: Database,
  project: string,
  environment: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('addresses')
    .select(['workload', 'address'])
    .where('project', '=', project)
    .where('environment', '=', environment)
    .execute();
  return new Map(rows.map(({ workload, address }) => [workload, address]));
}
