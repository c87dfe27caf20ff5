import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { ColumnTypes, Migration } from './migration.ts';

/** Runs and the activities that are their public record. */
export const runs: Migration = {
  version: 2,
  name: 'runs',
  async up(db, types) {
    await createActivities(db, types);
    await indexActivities(db);
    await createRuns(db, types);
    await indexRuns(db);
  },
};

async function createActivities(db: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('activities')
    .addColumn('sequence', types.sequence)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('pending', 'in_progress', 'complete', 'cancelled')`),
    )
    .addColumn('result', 'text', (column) => column.check(sql`result in ('success', 'failure')`))
    .addColumn('failure_reason', 'text')
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('commands', 'text', (column) => column.notNull())
    .addColumn('timings', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint')
    .addColumn('completed_at_ms', 'bigint')
    .addColumn('cancelled_at_ms', 'bigint')
    .addForeignKeyConstraint('activities_environment', ['project', 'environment'], 'environments', [
      'project',
      'name',
    ])
    .execute();
}

async function indexActivities(db: Kysely<Schema>): Promise<void> {
  const scopes = [['project'], ['project', 'environment'], ['project', 'environment', 'state']] as const;
  for (const scope of scopes) {
    await db.schema
      .createIndex(`activities_by_${scope.join('_')}`)
      .on('activities')
      .columns([...scope, 'created_at_ms', 'sequence'])
      .execute();
  }
  await sql`create index activities_unfinished on activities (sequence)
    where state in ('pending', 'in_progress')`.execute(db);
}

async function createRuns(db: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('sequence', types.sequence)
    .addColumn('id', 'text', (column) => column.notNull().unique().references('activities.id'))
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('queued', 'starting', 'running', 'ended')`),
    )
    .addColumn('variables', 'text', (column) => column.notNull())
    .addColumn('container_id', 'text')
    .addColumn('deployment', 'text', (column) => column.references('deployments.id'))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint')
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('outcome', 'text')
    // An end without an outcome, or an outcome before the end, must not be storable.
    .addCheckConstraint('runs_one_outcome', sql`(state = 'ended') = (outcome is not null)`)
    .execute();
}

/** Two halves: taking the next run costs the same however many have ended, and a move touches one of them. */
async function indexRuns(db: Kysely<Schema>): Promise<void> {
  await sql`create index runs_unfinished on runs (project, environment, state, sequence)
    where state <> 'ended'`.execute(db);
  await sql`create index runs_ended on runs (project, environment) where state = 'ended'`.execute(db);
}
