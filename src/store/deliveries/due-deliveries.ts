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
