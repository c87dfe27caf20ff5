import { Kysely } from 'kysely';
import { giveMemory, Memory } from '../memory.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Schema } from '../schema.ts';
import type { Store } from '../store.ts';
import { WatchedDialect } from '../watched-dialect.ts';
import { sqliteColumnTypes } from './column-types.ts';
import { sqliteDialect } from './dialect.ts';

/**
 * Opens the SQLite file at `path`, creating it where it is missing and bringing its tables up to date. Throws
 * where a newer Errand has written it.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const memory = new Memory();
  const db = new Kysely<Schema>({ dialect: new WatchedDialect(sqliteDialect(path), memory) });
  giveMemory(db, memory);
  try {
    await migrate(db, sqliteColumnTypes);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, outOfReach: false, close: () => db.destroy() };
}
