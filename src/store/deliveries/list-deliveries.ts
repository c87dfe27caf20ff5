import type { Delivery, DeliveryState } from '../../webhook/delivery.ts';
import type { Database } from '../store.ts';
import { fromDeliveryRow } from './delivery-row.ts';

/** An integration's deliveries, the newest first. */
export async function listDeliveries(
  db: Database,
  integration: string,
  state: DeliveryState | null,
  most: number,
): Promise<readonly Delivery[]> {
  let query = db.selectFrom('deliveries').selectAll().where('integration', '=', integration);
  if (state !== null) query = query.where('state', '=', state);
  const rows = await query.orderBy('sequence', 'desc').limit(most).execute();
  return rows.map(fromDeliveryRow);
}
