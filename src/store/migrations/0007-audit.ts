import type { Migration } from './migration.ts';

/** Who changed what, and who was not allowed to. */
export const audit: Migration = {
  version: 7,
  name: 'audit',
  async up(db, types) {
    await db.schema
      .createTable('audit_log')
      .addColumn('sequence', types.sequence)
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('actor_kind', 'text')
      .addColumn('actor_id', 'text')
      .addColumn('actor_name', 'text')
      .addColumn('address', 'text')
      .addColumn('user_agent', 'text')
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('project', 'text')
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('reason', 'text')
      .addColumn('count', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_log_by_at').on('audit_log').column('at_ms').execute();
    await db.schema
      .createIndex('audit_log_by_project')
      .on('audit_log')
      .columns(['project', 'sequence'])
      .execute();
  },
};
