import { setImmediate } from 'node:timers/promises';
import { inTransaction } from './in-transaction.ts';
import type { Database } from './store.ts';

type Body = (transaction: Database) => Promise<unknown>;

/** Does alike work for several at once, in one transaction; the results are in the order of the items. */
export type Together<Item, Result> = (
  transaction: Database,
  items: readonly Item[],
) => Promise<readonly Result[]>;

interface Waiting {
  readonly together: Together<unknown, unknown>;
  readonly item: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Whoever reads has to wait for a transaction's end. */
const mostTogether = 32;

const waiting = new WeakMap<Database, Waiting[]>();

/**
 * Like `inTransaction`, for small work that comes in numbers: bodies that came at the same time or while a transaction was
 * under way share the next one and, with it, its wait for the disk; each resolves when it is committed. Where one fails, all of
 * that transaction is undone and each runs again in one of its own, so a body must bear to run twice.
 */
export function inSharedTransaction<Result>(
  db: Database,
  body: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  return inSharedBatch(db, oneAfterAnother, body) as Promise<Result>;
}

/** As `inSharedTransaction`, where those that come together cost less than each alone: `together` is called once for them. */
export async function inSharedBatch<Item, Result>(
  db: Database,
  together: Together<Item, Result>,
  item: Item,
): Promise<Result> {
  if (db.isTransaction) return (await together(db, [item]))[0] as Result;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  // Safe: it is called with what comes with it.
  const entry: Waiting = { together: together as Together<unknown, unknown>, item, resolve, reject };
  const queue = waiting.get(db);
  if (queue === undefined) void drain(db, entry);
  else queue.push(entry);
  return promise as Promise<Result>;
}

async function oneAfterAnother(transaction: Database, bodies: readonly Body[]): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (const body of bodies) results.push(await body(transaction));
  return results;
}

async function drain(db: Database, first: Waiting): Promise<void> {
  const queue = [first];
  waiting.set(db, queue);
  // SQLite answers at once: without a look at the sockets, requests that are there already would come one after the other.
  await setImmediate();
  while (queue.length > 0) await commit(db, queue.splice(0, mostTogether));
  waiting.delete(db);
}

async function commit(db: Database, entries: readonly Waiting[]): Promise<void> {
  const results = entries.length === 1 ? null : await allAtOnce(db, entries);
  if (results === null) for (const one of entries) await alone(db, one);
  else entries.forEach(({ resolve }, index) => void resolve(results[index]));
}

/** The results in order; null where a part failed and nothing is stored. */
async function allAtOnce(db: Database, entries: readonly Waiting[]): Promise<readonly unknown[] | null> {
  try {
    return await inTransaction(db, async (transaction) => {
      const results: unknown[] = [];
      for (const { together, items } of alike(entries)) results.push(...(await together(transaction, items)));
      return results;
    });
  } catch {
    // Whose fault it was, and how it is to be said, shows when each runs alone.
    return null;
  }
}

/** Neighbours with the same work, in their order. */
function alike(entries: readonly Waiting[]) {
  const groups: { readonly together: Waiting['together']; readonly items: unknown[] }[] = [];
  for (const { together, item } of entries) {
    const last = groups.at(-1);
    if (last?.together === together) last.items.push(item);
    else groups.push({ together, items: [item] });
  }
  return groups;
}

async function alone(db: Database, { together, item, resolve, reject }: Waiting): Promise<void> {
  await inTransaction(db, async (transaction) => (await together(transaction, [item]))[0]).then(
    resolve,
    reject,
  );
}
