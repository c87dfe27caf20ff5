import type { Delivery } from '../../webhook/delivery.ts';
import type { Database } from '../store.ts';
import { fromDeliveryRow } from './delivery-row.ts';

/** Pending deliveries that are due, the longest due first, of integrations that are not left out. */
export async function dueDeliveries(
  db: Database,
  now: Date,
  most: number,
  leftOut: readonly string[],
): Promise<readonly Delivery[]> {
  let query = db
    .selectFrom('deliveries')
    .selectAll()
    .where('due_at_ms', 'is not', null)
    .where('due_at_ms', '<=', now.getTime());
  if (leftOut.length > 0) query = query.where('integration', 'not in', leftOut);
  const rows = await query.orderBy('due_at_ms').orderBy('sequence').limit(most).execute();
  return rows.map(fromDeliveryRow);
}

/** Makes those due at once that a clock made which has gone back since: else they would wait until it shows that time again. */
export async function hurryDeliveries(db: Database, now: Date): Promise<void> {
  const at = now.getTime();
  await db
    .updateTable('deliveries')
    .set({ due_at_ms: at })
    .where('due_at_ms', '>', at)
    .where('created_at_ms', '>', at)
    .execute();
}

/** When the next delivery is due that is not due yet; null where none is. */
export async function nextDueDelivery(db: Database, now: Date): Promise<Date | null> {
  const row = await db
    .selectFrom('deliveries')
    .select('due_at_ms')
    .where('due_at_ms', 'is not', null)
    .where('due_at_ms', '>', now.getTime())
    .orderBy('due_at_ms')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at_ms == null ? null : new Date(row.due_at_ms);
}
