import { type Kysely, sql } from 'kysely';
import { ErrandError } from '../../errors/errand-error.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { isSqlite, tablesInOrder } from './tables.ts';

/** Rows of a table; its columns are whatever the migrations made. */
type AnyTables = Kysely<Record<string, Record<string, unknown>>>;

/** Stays below the parameters that a statement may have, 32,766 in SQLite and 65,535 in PostgreSQL. */
const parametersPerStatement = 16_000;
const rowsPerRead = 500;
const sequenceColumn = 'sequence';

/**
 * Copies every record into a store that has none, all or nothing. Returns how many rows each table has. The source must not
 * change meanwhile. Errors: `conflict` where the target has records already; throws where a count differs at the end.
 */
export function copyStore(source: Database, target: Database): Promise<ReadonlyMap<string, number>> {
  return inTransaction(target, async (transaction) => {
    const tables = await tablesInOrder(transaction);
    for (const table of tables) await refuseFilled(transaction, table);
    const counts = new Map<string, number>();
    for (const table of tables) counts.set(table, await copyTable(source, transaction, table));
    return counts;
  });
}

/** How many rows each table has. */
export async function countRecords(db: Database): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const table of await tablesInOrder(db)) counts.set(table, await countOf(db, table));
  return counts;
}

const any = (db: Database) => db as unknown as AnyTables;

async function countOf(db: Database, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

async function refuseFilled(target: Database, table: string): Promise<void> {
  const count = await countOf(target, table);
  if (count === 0) return;
  throw new ErrandError(
    'conflict',
    `the target has records already: ${count} in its table ${table}; name an empty database`,
    { details: { table, count } },
  );
}

async function copyTable(source: Database, target: Database, table: string): Promise<number> {
  const key = await keyOf(source, table);
  let copied = 0;
  for (;;) {
    const page = any(source).selectFrom(table).selectAll().limit(rowsPerRead).offset(copied);
    const rows = await key.reduce((query, column) => query.orderBy(sql.ref(column)), page).execute();
    await insertRows(target, table, rows);
    copied += rows.length;
    if (rows.length < rowsPerRead) break;
  }
  if (key.includes(sequenceColumn)) await goOnCounting(target, table);
  const [before, after] = [await countOf(source, table), await countOf(target, table)];
  if (before !== after) throw new Error(`table ${table} has ${before} rows here and ${after} there`);
  return copied;
}

/** An order that does not change from one page to the next: the counting column, or all of them. */
async function keyOf(db: Database, table: string): Promise<readonly string[]> {
  const columns = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
  const names = columns.map(({ name }) => name);
  return names.includes(sequenceColumn) ? [sequenceColumn] : names;
}

async function insertRows(
  target: Database,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).length;
  const perStatement = Math.max(1, Math.floor(parametersPerStatement / Math.max(1, columns)));
  for (let from = 0; from < rows.length; from += perStatement)
    await any(target)
      .insertInto(table)
      .values(rows.slice(from, from + perStatement))
      .execute();
}

/** PostgreSQL does not count on from rows that brought their number along; SQLite does. */
async function goOnCounting(target: Database, table: string): Promise<void> {
  if (isSqlite(target)) return;
  await sql`select setval(pg_get_serial_sequence(${table}, ${sequenceColumn}),
    (select coalesce(max(sequence), 0) + 1 from ${sql.table(table)}), false)`.execute(target);
}
