import { type Cipher, sealedPrefix } from '../../secret/cipher.ts';
import { resealTrigger } from '../../task/trigger-secrets.ts';
import { resealInTurns } from '../sealed/reseal-in-turns.ts';
import type { Database } from '../store.ts';

/** Seals the variables of runs that another key sealed with the current one; how many they were. Error: `secret_unreadable`. */
export function resealRuns(db: Database, cipher: Cipher): Promise<number> {
  return resealInTurns(db, (transaction, most) => resealSome(transaction, cipher, most));
}

async function resealSome(db: Database, cipher: Cipher, most: number): Promise<number> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'sealed_variables'])
    .where('sealed_variables', 'is not', null)
    .where('sealed_variables', 'not like', `${sealedPrefix(cipher.keyId)}%`)
    .limit(most)
    .execute();
  for (const { id, sealed_variables: before } of rows) {
    await db
      .updateTable('runs')
      .set({ sealed_variables: resealTrigger(cipher, id, before ?? '') })
      .where('id', '=', id)
      .where('sealed_variables', '=', before)
      .execute();
  }
  return rows.length;
}
