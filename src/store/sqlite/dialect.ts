import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Driver, SqliteDialect, type SqliteDialectConfig } from 'kysely';
import { adaptDatabase } from './database.ts';
import { PatientSqliteDriver } from './patient-driver.ts';

/** While the file is opened: nothing else goes on yet, so sleeping in the thread does no harm. */
const openingTimeoutMilliseconds = 10_000;

/**
 * Kysely's SQLite dialect over the built-in `node:sqlite`. There is one connection; Kysely hands it to one
 * transaction or statement at a time. Creates the file, and its folder, for this user's eyes only.
 */
export function sqliteDialect(path: string): SqliteDialect {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its -wal and -shm files the mode of the database.
  closeSync(openSync(path, 'a', 0o600));
  return new NodeSqliteDialect({ database: adaptDatabase(openDatabase(path)) });
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new PatientSqliteDriver(this.#config);
  }
}

function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, {
    timeout: openingTimeoutMilliseconds,
    enableForeignKeyConstraints: true,
  });
  try {
    db.exec('pragma journal_mode = wal');
    // A commit is on disk when it returns, so what was accepted survives a power cut.
    db.exec('pragma synchronous = full');
    // Enough for another's commit; the driver does the longer waiting without blocking.
    db.exec('pragma busy_timeout = 5');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
