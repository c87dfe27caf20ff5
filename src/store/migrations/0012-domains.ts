import type { Migration } from './migration.ts';

/** Domains of projects and environments. A name is one project's. */
export const domains: Migration = {
  version: 12,
  name: 'domains',
  async up(db) {
    await db.schema
      .createTable('domains')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('project', 'text', (column) =>
        column.notNull().references('projects.id').onDelete('cascade'),
      )
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('is_default', 'integer', (column) => column.notNull())
      .addColumn('attributes', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
