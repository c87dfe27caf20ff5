import { committed } from './after-commit.ts';
import { TransactionLost } from './postgres/connection-lost.ts';
import type { Database } from './store.ts';

/**
 * Runs `body` in the transaction that `db` already is, or else in one of its own. Where the database went away before
 * that one was committed, or undid it for the sake of another, `body` runs again; what it does beside the database must bear that.
 */
export async function inTransaction<Result>(
  db: Database,
  body: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return body(db);
  for (;;) {
    try {
      let transaction = db;
      const result = await db.transaction().execute((begun) => {
        transaction = begun;
        return body(begun);
      });
      committed(transaction);
      return result;
    } catch (error) {
      if (!(error instanceof TransactionLost)) throw error;
    }
  }
}
