import type { Database } from './store.ts';

/** Runs `body` in the transaction that `db` already is, or else in one of its own. */
export function inTransaction<Result>(
  db: Database,
  body: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? body(db) : db.transaction().execute(body);
}
