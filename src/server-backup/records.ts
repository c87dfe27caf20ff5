import { backup, DatabaseSync } from 'node:sqlite';
import { copyStore } from '../store/copy/copy-store.ts';
import { isPostgresUrl, openStore } from '../store/open.ts';
import { readPostgresStill } from '../store/postgres/open.ts';
import type { Database } from '../store/store.ts';

/** Rows of each table. */
export type Counts = Readonly<Record<string, number>>;

/** Copies the records of a store that nobody changes meanwhile into one that has none. */
export async function copyRecords(from: string, to: string): Promise<Counts> {
  const source = await openStore(from);
  try {
    return await copiedInto(source.db, to);
  } finally {
    await source.close();
  }
}

async function copiedInto(source: Database, to: string): Promise<Counts> {
  const target = await openStore(to);
  try {
    return Object.fromEntries(await copyStore(source, target.db));
  } finally {
    await target.close();
  }
}

/** Brings the records of a store that a server works on, as of one moment, into a file. */
export async function snapshotRecords(from: string, to: string): Promise<Counts> {
  if (isPostgresUrl(from)) return readPostgresStill(from, (source) => copiedInto(source, to));
  const source = new DatabaseSync(from, { readOnly: true });
  const still = `${to}.still`;
  try {
    // In one step, or it would begin again with every write of the server. It is done by another thread.
    await backup(source, still, { rate: 2 ** 31 - 1 });
  } finally {
    source.close();
  }
  return copyRecords(still, to);
}
