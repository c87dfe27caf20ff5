import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Prepared statements to keep. The verbs have some fifty; only lists of varying length make more. */
const statementsKept = 200;

/**
 * Kysely's control statements, made safe. A plain `begin` takes the write lock at the first write, which fails
 * at once where another process wrote in between; `begin immediate` waits its turn. SQLite rolls back by itself
 * after some errors (disk full), and a second `rollback` would hide the reason.
 */
function controlStatement(sql: string, db: DatabaseSync): string {
  if (sql === 'begin') return 'begin immediate';
  if (sql === 'rollback' && !db.isTransaction) return 'select 1';
  return sql;
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect asks for, with a cache of prepared statements. */
export function adaptDatabase(db: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (asked: string): SqliteStatement => {
    const sql = controlStatement(asked, db);
    const statement = cache.get(sql) ?? adaptStatement(db, sql);
    // The most recently used is last, the first is dropped.
    cache.delete(sql);
    cache.set(sql, statement);
    if (cache.size > statementsKept) cache.delete(cache.keys().next().value ?? sql);
    return statement;
  };
  return { prepare, close: () => db.close() };
}

function adaptStatement(db: DatabaseSync, sql: string): SqliteStatement {
  const statement = db.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...toInputs(parameters)),
    run: (parameters) => statement.run(...toInputs(parameters)),
    // A statement of its own: another use of a cached one would end the iteration.
    iterate: (parameters) => iterate(db.prepare(sql), parameters),
  };
}

function* iterate(statement: StatementSync, parameters: readonly unknown[]): Generator<unknown> {
  yield* statement.iterate(...toInputs(parameters));
}

function toInputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
