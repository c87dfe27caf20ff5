import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/** Takes an integration away with all its deliveries. False where it was gone. */
export function deleteIntegration(db: Database, id: string): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    await transaction.deleteFrom('deliveries').where('integration', '=', id).execute();
    const { numDeletedRows } = await transaction
      .deleteFrom('integrations')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  });
}
