import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Environments that are paused, inactive or gone, titles of their own, and backups. */
export const environmentStatus: Migration = {
  version: 9,
  name: 'environment-status',
  async up(db) {
    await sql`alter table environments add column status text not null default 'inactive'
      check (status in ('active', 'inactive', 'paused', 'deleted'))`.execute(db);
    await sql`alter table environments add column title text not null default ''`.execute(db);
    await sql`update environments set title = name`.execute(db);
    await sql`update environments set status = 'active' where deployment is not null`.execute(db);
    await db.schema
      .createTable('backups')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('project', 'text', (column) => column.notNull())
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('commit_id', 'text')
      .addColumn('deployment', 'text')
      .addColumn('volumes', 'integer', (column) => column.notNull())
      .addColumn('size_mib', 'bigint', (column) => column.notNull())
      .addColumn('is_live', 'integer', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addForeignKeyConstraint('backups_environment', ['project', 'environment'], 'environments', [
        'project',
        'name',
      ])
      .execute();
    await db.schema
      .createIndex('backups_of_environment')
      .on('backups')
      .columns(['project', 'environment', 'created_at_ms'])
      .execute();
  },
};
