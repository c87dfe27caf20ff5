import type { Integration } from '../../webhook/integration.ts';
import type { Database } from '../store.ts';
import { fromIntegrationRow } from './integration-row.ts';

export async function findIntegration(db: Database, id: string): Promise<Integration | null> {
  const row = await db.selectFrom('integrations').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromIntegrationRow(row);
}
