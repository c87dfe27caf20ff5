import type { Database } from '../store.ts';

/** Whether any value in the store needs a key to be read. */
export async function hasSealed(db: Database): Promise<boolean> {
  const queries = [
    db.selectFrom('variables').select('name').where('sealed', 'is not', null).limit(1),
    db.selectFrom('runs').select('id').where('sealed_variables', 'is not', null).limit(1),
    db.selectFrom('services').select('name').limit(1),
    db.selectFrom('integrations').select('id').limit(1),
  ];
  for (const query of queries) {
    if ((await query.execute()).length > 0) return true;
  }
  return false;
}
