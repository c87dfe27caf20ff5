import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';

/** Rows of one transaction, so that nobody else waits long. */
const rowsAtOnce = 200;

/** Calls `resealSome`, each time in a transaction of its own, until it finds nothing; how many rows they were in all. */
export async function resealInTurns(
  db: Database,
  resealSome: (transaction: Database, most: number) => Promise<number>,
): Promise<number> {
  for (let count = 0; ; ) {
    const changed = await inTransaction(db, (transaction) => resealSome(transaction, rowsAtOnce));
    count += changed;
    if (changed === 0) return count;
  }
}
