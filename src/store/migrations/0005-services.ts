import type { Migration } from './migration.ts';

/** Services, which stay over deployments, and the addresses that workloads keep over a crash of the server. */
export const services: Migration = {
  version: 5,
  name: 'services',
  async up(db) {
    await db.schema
      .createTable('services')
      .addColumn('project', 'text', (column) => column.notNull())
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('version', 'text')
      .addColumn('image', 'text')
      .addColumn('seed', 'text', (column) => column.notNull())
      .addColumn('container_id', 'text')
      .addColumn('fingerprint', 'text')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('stopped_at_ms', 'bigint')
      .addPrimaryKeyConstraint('services_key', ['project', 'environment', 'name'])
      .addForeignKeyConstraint('services_environment', ['project', 'environment'], 'environments', [
        'project',
        'name',
      ])
      .execute();
    await db.schema
      .createTable('addresses')
      .addColumn('project', 'text', (column) => column.notNull())
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('workload', 'text', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('addresses_key', ['project', 'environment', 'workload'])
      .execute();
  },
};
