import type { Database } from './store.ts';

const waiting = new WeakMap<Database, (() => void)[]>();

/** Calls `work` once the transaction is committed, and never if it is not. */
export function afterCommit(transaction: Database, work: () => void): void {
  const known = waiting.get(transaction);
  if (known === undefined) waiting.set(transaction, [work]);
  else known.push(work);
}

/** To be called by whoever committed it. */
export function committed(transaction: Database): void {
  for (const work of waiting.get(transaction) ?? []) work();
}
