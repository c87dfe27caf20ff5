import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { ColumnTypes, Migration } from './migration.ts';

/** Users, projects, what is deployed, and the runs with their activities. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  async up(db, types) {
    await createUsers(db);
    await createProjects(db);
    await createEnvironments(db);
    await createDeployments(db);
    await createActivities(db, types);
    await indexActivities(db);
    await createRuns(db, types);
    await indexRuns(db);
  },
};

async function createUsers(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('username', 'text', (column) => column.notNull().unique())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at_ms', 'bigint')
    .addColumn('expires_at_ms', 'bigint')
    .addColumn('revoked_at_ms', 'bigint')
    .execute();
  await db.schema.createIndex('api_tokens_of_user').on('api_tokens').column('user_id').execute();
}

async function createProjects(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('default_branch', 'text', (column) => column.notNull())
    .addColumn('entropy', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

/** `deployment` has no foreign key: deployments already point here, and a circle cannot be created in one go everywhere. */
async function createEnvironments(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('environments')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('machine_name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('parent', 'text')
    .addColumn('deployment', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('environments_key', ['project', 'name'])
    .execute();
}

async function createDeployments(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('deployments')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('tree_id', 'text', (column) => column.notNull())
    .addColumn('builds', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint('deployments_environment', ['project', 'environment'], 'environments', [
      'project',
      'name',
    ])
    .execute();
}

async function createActivities(db: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('activities')
    .addColumn('sequence', sql`${types.sequence}`)
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
    .addColumn('sequence', sql`${types.sequence}`)
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

/** The first holds unfinished runs only, so that taking the next run costs the same however many have ended. */
async function indexRuns(db: Kysely<Schema>): Promise<void> {
  await sql`create index runs_unfinished on runs (project, environment, state, sequence)
    where state <> 'ended'`.execute(db);
  await sql`create index runs_by_state on runs (project, environment, state)`.execute(db);
}
