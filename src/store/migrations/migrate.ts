import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { migrations as known } from './all.ts';
import type { ColumnTypes, Migration } from './migration.ts';

/**
 * Applies the migrations that the store lacks, all in one transaction: after a crash it has all or none. Safe
 * to race: the loser waits for the winner and finds nothing left to do. Throws where the store is newer than
 * `migrations`.
 */
export async function migrate(
  db: Kysely<Schema>,
  types: ColumnTypes,
  migrations: readonly Migration[] = known,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`create table if not exists schema_migrations (
      version bigint primary key, name text not null, applied_at_ms bigint not null)`.execute(transaction);
    const current = await currentVersion(transaction);
    refuseNewer(current, migrations.at(-1)?.version ?? 0);
    for (const migration of migrations.filter(({ version }) => version > current)) {
      await migration.up(transaction, types);
      await sql`insert into schema_migrations (version, name, applied_at_ms)
        values (${migration.version}, ${migration.name}, ${Date.now()})`.execute(transaction);
    }
  });
}

async function currentVersion(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from schema_migrations`.execute(db);
  return Number(rows[0]?.version ?? 0);
}

function refuseNewer(current: number, newest: number): void {
  if (current <= newest) return;
  throw new Error(
    `the store was written by a newer Errand: its schema is version ${current}, this one knows versions up to ${newest}. Install that Errand again, or restore a backup made before it.`,
  );
}
