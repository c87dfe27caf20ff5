import type { Delivery } from '../../webhook/delivery.ts';
import type { Database } from '../store.ts';
import { toChangeableRow } from './delivery-row.ts';

/** Stores what an attempt changed. */
export async function saveDelivery(db: Database, delivery: Delivery): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(toChangeableRow(delivery))
    .where('id', '=', delivery.id)
    .executeTakeFirstOrThrow();
}
