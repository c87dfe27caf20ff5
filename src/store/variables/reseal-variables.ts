import { type Cipher, sealedPrefix } from '../../secret/cipher.ts';
import { sealPlace } from '../../variable/variable.ts';
import { resealInTurns } from '../sealed/reseal-in-turns.ts';
import type { Database } from '../store.ts';
import { fromVariableRow } from './variable-row.ts';

/** Seals the values that another key sealed with the current one; how many they were. Error: `secret_unreadable`. */
export function resealVariables(db: Database, cipher: Cipher): Promise<number> {
  return resealInTurns(db, (transaction, most) => resealSome(transaction, cipher, most));
}

async function resealSome(db: Database, cipher: Cipher, most: number): Promise<number> {
  const rows = await db
    .selectFrom('variables')
    .selectAll()
    .where('sealed', 'is not', null)
    .where('sealed', 'not like', `${sealedPrefix(cipher.keyId)}%`)
    .limit(most)
    .execute();
  for (const row of rows) {
    const place = sealPlace(fromVariableRow(row), row.name);
    const before = row.sealed ?? '';
    await db
      .updateTable('variables')
      .set({ sealed: cipher.seal(cipher.open(before, place), place) })
      .where('project', '=', row.project)
      .where('environment', '=', row.environment)
      .where('name', '=', row.name)
      .where('sealed', '=', before)
      .execute();
  }
  return rows.length;
}
