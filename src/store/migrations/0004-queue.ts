import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Migration } from './migration.ts';

/** Priorities, attempts, times at which a run may begin or expires; limits of the queue; keys of triggers. */
export const queue: Migration = {
  version: 4,
  name: 'queue',
  async up(db) {
    await widenRuns(db);
    await indexRuns(db);
    await createQueueLimits(db);
    await createIdempotencyKeys(db);
  },
};

async function widenRuns(db: Kysely<Schema>): Promise<void> {
  await sql`alter table runs add column options text not null default '{}'`.execute(db);
  await sql`alter table runs add column priority integer not null default 0`.execute(db);
  await sql`alter table runs add column max_attempts integer not null default 1`.execute(db);
  // A run that is given one attempt more than it asked for must not be storable.
  await sql`alter table runs add column attempt integer not null default 1
    check (attempt between 1 and max_attempts)`.execute(db);
  await sql`alter table runs add column stop text`.execute(db);
  for (const column of ['claimed_at_ms', 'due_at_ms', 'expires_at_ms']) {
    await sql`alter table runs add column ${sql.ref(column)} bigint`.execute(db);
  }
}

/**
 * Each in the words of the queries in `runs/unfinished.ts`. `runs_queue` leads to the next run of each task without a step
 * over the runs of another task that has no free place; runs that are not due yet are in an index of their own.
 */
async function indexRuns(db: Kysely<Schema>): Promise<void> {
  await sql`drop index runs_unfinished`.execute(db);
  await sql`drop index runs_ended`.execute(db);
  await sql`create index runs_queue on runs (project, environment, task, priority desc, sequence)
    where state = 'queued' and due_at_ms is null`.execute(db);
  await sql`create index runs_due on runs (due_at_ms)
    where state = 'queued' and due_at_ms is not null`.execute(db);
  await sql`create index runs_expiring on runs (expires_at_ms)
    where state = 'queued' and expires_at_ms is not null`.execute(db);
  await sql`create index runs_active on runs (project, environment, task)
    where state in ('starting', 'running')`.execute(db);
  await sql`create index runs_ended on runs (project, environment, sequence) where state = 'ended'`.execute(
    db,
  );
}

/** `task` is empty for the limit of the whole environment. */
async function createQueueLimits(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('queue_limits')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('runs_at_once', 'integer', (column) => column.notNull().check(sql`runs_at_once > 0`))
    .addPrimaryKeyConstraint('queue_limits_key', ['project', 'environment', 'task'])
    .execute();
}

async function createIdempotencyKeys(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('activity', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_key', ['project', 'environment', 'task', 'key'])
    .execute();
  await db.schema
    .createIndex('idempotency_keys_by_age')
    .on('idempotency_keys')
    .column('created_at_ms')
    .execute();
}
