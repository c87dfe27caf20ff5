import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';
import type { Database } from './store.ts';

/** A table's columns but for the one that the database fills, and what they hold. */
export type Columns<Table = Readonly<Record<string, unknown>>> = Readonly<
  Record<Exclude<keyof Table, 'sequence'>, 'text' | 'bigint'>
>;

/**
 * Inserts rows in one statement that is the same for however many there are, so that it is prepared once and has one parameter.
 * The rows get their sequence numbers in the order given.
 */
export async function insertTogether(
  db: Database,
  table: keyof Schema,
  columns: Columns,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (${names}) ${given(db, columns, JSON.stringify(rows))}`.execute(
    db,
  );
}

function given(db: Database, columns: Columns, json: string): RawBuilder<unknown> {
  const entries = Object.entries(columns);
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    const types = sql.join(entries.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
    const names = sql.join(entries.map(([name]) => sql.ref(name)));
    return sql`select ${names} from json_to_recordset(${json}::json) as given (${types})`;
  }
  const values = sql.join(entries.map(([name]) => sql`value ->> ${sql.lit(name)}`));
  return sql`select ${values} from json_each(${json})`;
}
