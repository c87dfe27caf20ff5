import type { Database } from '../store.ts';

/** Removes deliveries that were over before then, so many at most; counts them. */
export async function deleteEndedDeliveries(db: Database, before: Date, most: number): Promise<number> {
  const ended = db
    .selectFrom('deliveries')
    .select('id')
    .where('ended_at_ms', 'is not', null)
    .where('ended_at_ms', '<', before.getTime())
    .limit(most);
  const { numDeletedRows } = await db
    .deleteFrom('deliveries')
    .where('id', 'in', ended)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
