import { type Cipher, sealedPrefix } from '../../secret/cipher.ts';
import { secretPlace } from '../../webhook/integration.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/** Seals the webhooks' secrets that another key sealed with the current one; how many they were. Error: `secret_unreadable`. */
export function resealIntegrations(db: Database, cipher: Cipher): Promise<number> {
  return inTransaction(db, async (transaction) => {
    const rows = await transaction
      .selectFrom('integrations')
      .select(['id', 'secret'])
      .where('secret', 'not like', `${sealedPrefix(cipher.keyId)}%`)
      .execute();
    for (const { id, secret } of rows) {
      const place = secretPlace(id);
      const sealed = cipher.seal(cipher.open(secret, place), place);
      await transaction.updateTable('integrations').set({ secret: sealed }).where('id', '=', id).execute();
    }
    return rows.length;
  });
}
