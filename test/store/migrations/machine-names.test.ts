import { Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../../src/store/migrations/all.ts';
import { migrate } from '../../../src/store/migrations/migrate.ts';
import type { Schema } from '../../../src/store/schema.ts';
import { sqliteColumnTypes } from '../../../src/store/sqlite/column-types.ts';
import { sqliteDialect } from '../../../src/store/sqlite/dialect.ts';
import { onSqlite, temporaryPath } from '../temporary-store.ts';

/** Name, machine name, type, status and when it was made. */
const stored = [
  ['early', 'main-aaaaaaa', 'development', 'active', 1],
  ['main', 'main-aaaaaaa', 'production', 'active', 2],
  ['late', 'main-aaaaaaa', 'development', 'inactive', 3],
  ['gone', 'main-aaaaaaa', 'development', 'deleted', 0],
  ['first', 'x-bbbbbbb', 'development', 'active', 4],
  ['second', 'x-bbbbbbb', 'development', 'active', 5],
  ['alone', 'y-ccccccc', 'development', 'active', 6],
] as const;

it.runIf(onSqlite())(
  'where environments shared a machine name, its data stays with one of them',
  async () => {
    const db = new Kysely<Schema>({ dialect: sqliteDialect(await temporaryPath()) });
    const before = migrations.filter(({ version }) => version < 15);
    await migrate(db, sqliteColumnTypes, before);
    await sql`insert into projects (id, title, default_branch, entropy, created_at_ms, updated_at_ms)
      values ('shop', 'Shop', 'main', '', 0, 0)`.execute(db);
    for (const [name, machine, type, status, at] of stored)
      await sql`insert into environments (project, name, machine_name, title, type, status, created_at_ms, updated_at_ms)
      values ('shop', ${name}, ${machine}, ${name}, ${type}, ${status}, ${at}, ${at})`.execute(db);
    await migrate(db, sqliteColumnTypes, migrations);
    const rows = await db.selectFrom('environments').select(['name', 'machine_name']).execute();
    await db.destroy();
    expect(Object.fromEntries(rows.map((row) => [row.name, row.machine_name]))).toEqual({
      main: 'main-aaaaaaa',
      early: 'main-aaaaaaa-2',
      late: 'main-aaaaaaa-3',
      gone: 'main-aaaaaaa',
      first: 'x-bbbbbbb',
      second: 'x-bbbbbbb-2',
      alone: 'y-ccccccc',
    });
  },
);
