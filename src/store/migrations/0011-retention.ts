import type { Migration } from './migration.ts';

/** What projects chose to keep, and what was removed of them. */
export const retention: Migration = {
  version: 11,
  name: 'retention',
  async up(db) {
    await db.schema
      .createTable('retention')
      .addColumn('project', 'text', (column) => column.primaryKey().references('projects.id'))
      .addColumn('choice', 'text', (column) => column.notNull())
      .addColumn('removed_activities', 'bigint', (column) => column.notNull())
      .addColumn('removed_at_ms', 'bigint')
      .execute();
  },
};
