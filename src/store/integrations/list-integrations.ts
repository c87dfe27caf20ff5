import type { Integration } from '../../webhook/integration.ts';
import type { Database } from '../store.ts';
import { fromIntegrationRow } from './integration-row.ts';

/** A project's integrations, the oldest first. */
export async function listIntegrations(db: Database, project: string): Promise<readonly Integration[]> {
  const rows = await db
    .selectFrom('integrations')
    .selectAll()
    .where('project', '=', project)
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  return rows.map(fromIntegrationRow);
}
