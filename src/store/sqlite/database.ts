import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Prepared statements to keep. The verbs have some fifty; only lists of varying length make more. */
const statementsKept = 200;

/** SQLite rolls back by itself after some errors (disk full), and a second `rollback` would hide the reason. */
function whereDone(sql: string, db: DatabaseSync): string {
  return sql === 'rollback' && !db.isTransaction ? 'select 1' : sql;
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect asks for, with a cache of prepared statements. */
export function adaptDatabase(db: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (asked: string): SqliteStatement => {
    const sql = whereDone(asked, db);
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
