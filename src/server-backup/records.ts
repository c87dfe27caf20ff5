import { backup, DatabaseSync } from 'node:sqlite';
import { copyStore, countRecords } from '../store/copy/copy-store.ts';
import { isPostgresUrl, openStore } from '../store/open.ts';
import { readPostgresStill } from '../store/postgres/open.ts';
import type { Database } from '../store/store.ts';

/** Rows of each table. */
export type Counts = Readonly<Record<string, number>>;

/** Copies the records of a store that nobody changes meanwhile into one that has none. */
export function copyRecords(from: string, to: string): Promise<Counts> {
  return withStore(from, (source) => copiedInto(source, to));
}

function copiedInto(source: Database, to: string): Promise<Counts> {
  return withStore(to, async (target) => Object.fromEntries(await copyStore(source, target)));
}

async function withStore<Result>(location: string, work: (db: Database) => Promise<Result>): Promise<Result> {
  const store = await openStore(location);
  try {
    return await work(store.db);
  } finally {
    await store.close();
  }
}

/** Brings the records of a store that a server works on, as of one moment, into a file. */
export async function snapshotRecords(from: string, to: string): Promise<Counts> {
  if (isPostgresUrl(from)) return readPostgresStill(from, (source) => copiedInto(source, to));
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    // In one step, or it would begin again with every write of the server. It is done by another thread.
    await backup(source, to, { rate: 2 ** 31 - 1 });
  } finally {
    source.close();
  }
  return withStore(to, async (db) => Object.fromEntries(await countRecords(db)));
}
