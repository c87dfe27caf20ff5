import { SqliteAdapter, sql } from 'kysely';
import type { Database } from '../store.ts';

/** A table and those that its rows point at. */
interface Table {
  readonly name: string;
  readonly needs: readonly string[];
}

const ownTable = 'schema_migrations';

const sqliteReferences = sql<{ source: string; target: string }>`
  select m.name as source, f."table" as target
  from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`;

const postgresReferences = sql<{ source: string; target: string }>`
  select conrelid::regclass::text as source, confrelid::regclass::text as target
  from pg_constraint where contype = 'f'`;

export const isSqlite = (db: Database) => db.getExecutor().adapter instanceof SqliteAdapter;

/** Every table with records, each after those that its rows point at, so that rows may be added in that order. */
export async function tablesInOrder(db: Database): Promise<readonly string[]> {
  const names = (await db.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => name !== ownTable);
  const { rows } = await (isSqlite(db) ? sqliteReferences : postgresReferences).execute(db);
  const tables = names.map((name) => ({
    name,
    needs: rows
      .filter(({ source, target }) => source === name && target !== name)
      .map(({ target }) => target),
  }));
  return ordered(tables);
}

function ordered(tables: readonly Table[]): readonly string[] {
  const done = new Set<string>();
  for (let left = tables; left.length > 0; left = left.filter(({ name }) => !done.has(name))) {
    const ready = left.filter(({ needs }) => needs.every((need) => done.has(need)));
    if (ready.length === 0)
      throw new Error(`tables point at each other in a circle: ${left.map(({ name }) => name)}`);
    for (const { name } of ready) done.add(name);
  }
  return [...done];
}
