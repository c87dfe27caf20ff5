import type { Integration } from '../../webhook/integration.ts';
import type { Database } from '../store.ts';
import { toTermsRow } from './integration-row.ts';

/** False where it is gone. */
export async function changeIntegration(db: Database, integration: Integration): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('integrations')
    .set({
      ...toTermsRow(integration),
      secret: integration.secret,
      updated_at_ms: integration.updatedAt.getTime(),
    })
    .where('id', '=', integration.id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
