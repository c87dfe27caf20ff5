import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Dialect, SqliteDialect } from 'kysely';
import { adaptDatabase } from './database.ts';

/** How long a statement waits for another process that writes. */
const busyTimeoutMilliseconds = 10_000;

/**
 * Kysely's SQLite dialect over the built-in `node:sqlite`. There is one connection; Kysely hands it to one
 * transaction or statement at a time. Creates the file, and its folder, for this user's eyes only.
 */
export function sqliteDialect(path: string): Dialect {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its -wal and -shm files the mode of the database.
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout: busyTimeoutMilliseconds, enableForeignKeyConstraints: true });
  try {
    db.exec('pragma journal_mode = wal');
    // A commit is on disk when it returns, so what was accepted survives a power cut.
    db.exec('pragma synchronous = full');
  } catch (error) {
    db.close();
    throw error;
  }
  return new SqliteDialect({ database: adaptDatabase(db) });
}
