import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { ColumnTypes, Migration } from './migration.ts';

/** Webhooks of projects, and what is on its way to them. */
export const webhooks: Migration = {
  version: 8,
  name: 'webhooks',
  async up(db, types) {
    await createIntegrations(db);
    await createDeliveries(db, types);
  },
};

async function createIntegrations(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('integrations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull().references('projects.id'))
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('states', 'text', (column) => column.notNull())
    .addColumn('environments', 'text', (column) => column.notNull())
    .addColumn('excluded_environments', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('integrations_of_project')
    .on('integrations')
    .columns(['project', 'created_at_ms'])
    .execute();
}

async function createDeliveries(db: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('sequence', types.sequence)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('integration', 'text', (column) => column.notNull().references('integrations.id'))
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('activity', 'text', (column) => column.notNull())
    .addColumn('snapshot', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('pending', 'delivered', 'dead')`),
    )
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('due_at_ms', 'bigint')
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'text')
    // A delivery that is pending and never due would be forgotten.
    .addCheckConstraint('deliveries_due', sql`(state = 'pending') = (due_at_ms is not null)`)
    .execute();
  await sql`create index deliveries_due_index on deliveries (due_at_ms) where due_at_ms is not null`.execute(
    db,
  );
  await sql`create index deliveries_of_integration on deliveries (integration, sequence)`.execute(db);
  await sql`create index deliveries_ended on deliveries (ended_at_ms) where ended_at_ms is not null`.execute(
    db,
  );
}
