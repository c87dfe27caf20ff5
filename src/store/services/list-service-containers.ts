import type { Database } from '../store.ts';

/** Ids of the containers that services were started in last. */
export async function listServiceContainers(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('services')
    .select('container_id')
    .where('container_id', 'is not', null)
    .where('stopped_at_ms', 'is', null)
    .execute();
  return new Set(rows.flatMap(({ container_id: id }) => (id === null ? [] : [id])));
}
