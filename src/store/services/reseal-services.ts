import { type Cipher, sealedPrefix } from '../../secret/cipher.ts';
import { seedPlace } from '../../service/stored-service.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/** Seals the services' seeds that another key sealed with the current one; how many they were. Error: `secret_unreadable`. */
export function resealServices(db: Database, cipher: Cipher): Promise<number> {
  return inTransaction(db, async (transaction) => {
    const rows = await transaction
      .selectFrom('services')
      .select(['project', 'environment', 'name', 'seed'])
      .where('seed', 'not like', `${sealedPrefix(cipher.keyId)}%`)
      .execute();
    for (const { seed, ...row } of rows) {
      const place = seedPlace(row);
      await transaction
        .updateTable('services')
        .set({ seed: cipher.seal(cipher.open(seed, place), place) })
        .where('project', '=', row.project)
        .where('environment', '=', row.environment)
        .where('name', '=', row.name)
        .execute();
    }
    return rows.length;
  });
}
