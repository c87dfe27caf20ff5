import type { Integration } from '../../webhook/integration.ts';
import type { Database } from '../store.ts';
import { toIntegrationRow } from './integration-row.ts';

export async function insertIntegration(db: Database, integration: Integration): Promise<void> {
  await db.insertInto('integrations').values(toIntegrationRow(integration)).execute();
}
