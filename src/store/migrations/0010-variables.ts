import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Migration } from './migration.ts';

/** Variables of projects and environments, sensitive variables of runs, and activities of a project itself. */
export const variables: Migration = {
  version: 10,
  name: 'variables',
  async up(db) {
    await createVariables(db);
    await sql`alter table runs add column sealed_variables text`.execute(db);
    await sql`create index runs_sealed on runs (id) where sealed_variables is not null`.execute(db);
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    await (isSqlite ? freeActivitiesInSqlite(db) : freeActivities(db));
  },
};

async function createVariables(db: Kysely<Schema>): Promise<void> {
  const flags = [
    'is_masked',
    'is_json',
    'visible_build',
    'visible_runtime',
    'is_enabled',
    'is_inheritable',
  ] as const;
  let table = db.schema
    .createTable('variables')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.id').onDelete('cascade'))
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text')
    .addColumn('sealed', 'text');
  for (const flag of flags) table = table.addColumn(flag, 'integer', (column) => column.notNull());
  await table
    .addColumn('application_scope', 'text', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('variables_key', ['project', 'environment', 'name'])
    // Neither both nor none: a value that was made sensitive must not stay behind in plain text.
    .addCheckConstraint('variables_one_value', sql`(value is null) <> (sealed is null)`)
    .execute();
}

/** What is done to a project is in none of its environments, so an activity's need not be one that is there. */
async function freeActivities(db: Kysely<Schema>): Promise<void> {
  await sql`alter table activities drop constraint activities_environment`.execute(db);
}

interface Definition {
  readonly type: 'table' | 'index';
  readonly name: string;
  readonly sql: string;
}

const reference =
  /,\s*constraint "activities_environment" foreign key \([^)]*\) references "environments" \([^)]*\)/i;

/** Tables whose rows point at those of `activities`, that one first, and theirs. */
async function dependents(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ source: string; target: string }>`select m.name as source, f."table" as target
    from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'`.execute(db);
  const found = new Set(['activities']);
  for (const name of found) {
    for (const { source, target } of rows) if (target === name) found.add(source);
  }
  return [...found];
}

/**
 * SQLite takes no constraint away, so the table is made anew. Renaming it carries along the references of others, so
 * those are made anew too, and no reference ever leads nowhere (sqlite.org/lang_altertable.html, section 8).
 */
async function freeActivitiesInSqlite(db: Kysely<Schema>): Promise<void> {
  const tables = await dependents(db);
  const { rows } = await sql<Definition>`select type, name, sql from sqlite_master
    where tbl_name in (${sql.join(tables)}) and sql is not null`.execute(db);
  const indexes = rows.filter(({ type }) => type === 'index');
  const definition = (name: string) =>
    rows.find((row) => row.type === 'table' && row.name === name)?.sql ?? '';
  const before = (name: string) => sql.ref(`${name}_before`);
  await sql`pragma defer_foreign_keys = on`.execute(db);
  for (const { name } of indexes) await sql`drop index ${sql.ref(name)}`.execute(db);
  for (const name of tables) await sql`alter table ${sql.ref(name)} rename to ${before(name)}`.execute(db);
  for (const name of tables) {
    await sql.raw(definition(name).replace(reference, '')).execute(db);
    await sql`insert into ${sql.ref(name)} select * from ${before(name)}`.execute(db);
  }
  for (const name of tables.toReversed()) await sql`drop table ${before(name)}`.execute(db);
  for (const index of indexes) await sql.raw(index.sql).execute(db);
}
