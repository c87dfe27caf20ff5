import type { Delivery } from '../../webhook/delivery.ts';
import type { Database } from '../store.ts';
import { fromDeliveryRow } from './delivery-row.ts';

export async function findDelivery(db: Database, id: string): Promise<Delivery | null> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromDeliveryRow(row);
}
