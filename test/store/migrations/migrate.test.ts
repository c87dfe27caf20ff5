import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../src/store/migrations/all.ts';
import { migrate } from '../../../src/store/migrations/migrate.ts';
import type { Migration } from '../../../src/store/migrations/migration.ts';
import { openStore as openAt } from '../../../src/store/open.ts';
import type { Schema } from '../../../src/store/schema.ts';
import { sqliteColumnTypes } from '../../../src/store/sqlite/column-types.ts';
import { sqliteDialect } from '../../../src/store/sqlite/dialect.ts';
import { rawQuery } from '../raw-query.ts';
import { onSqlite, openStore, temporaryPath } from '../temporary-store.ts';

async function versionsIn(path: string): Promise<number[]> {
  const rows = await rawQuery(path, 'select version from schema_migrations order by version');
  return rows.map(({ version }) => Number(version));
}

describe('migrations', () => {
  it('are numbered 1, 2, 3, …', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it('run once, however often the store is opened', async () => {
    const path = await temporaryPath();
    for (let i = 0; i < 3; i += 1) await (await openAt(path)).close();
    expect(await versionsIn(path)).toEqual(migrations.map(({ version }) => version));
  });

  it('may be raced by connections and by processes', async () => {
    const path = await temporaryPath();
    const fixture = new URL('../fixtures/open-store.ts', import.meta.url).pathname;
    const processes = [1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, [fixture, path]));
    await Promise.all([...processes, openStore(path), openStore(path)]);
    expect(await versionsIn(path)).toEqual(migrations.map(({ version }) => version));
  });

  it('refuse a store that a newer Errand wrote, and say so', async () => {
    const path = await temporaryPath();
    await (await openAt(path)).close();
    await rawQuery(path, `insert into schema_migrations values (99, 'later', 0)`);
    await expect(openAt(path)).rejects.toThrow(/written by a newer Errand: its schema is version 99/);
  });

  it.runIf(onSqlite())('leave nothing behind where one fails', async () => {
    const path = await temporaryPath();
    const broken: Migration = {
      version: 2,
      name: 'broken',
      up: () => Promise.reject(new Error('no such column')),
    };
    const db = new Kysely<Schema>({ dialect: sqliteDialect(path) });
    const attempt = migrate(db, sqliteColumnTypes, [...migrations.slice(0, 1), broken]);
    await expect(attempt).rejects.toThrow('no such column');
    expect(await db.introspection.getTables()).toEqual([]);
    await db.destroy();
  });
});
