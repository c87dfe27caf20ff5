import { type SqlBool, sql } from 'kysely';
import type { Database } from '../store.ts';

/** In the words of the partial indexes (migration 4), without which neither SQLite nor PostgreSQL would use them. */
const active = sql<SqlBool>`state in ('starting', 'running')`;
const waiting = sql<SqlBool>`state = 'queued' and due_at_ms is null`;
const postponed = sql<SqlBool>`state = 'queued' and due_at_ms is not null`;
const expiring = sql<SqlBool>`state = 'queued' and expires_at_ms is not null`;
/** Of runs with a wait that was counted. */
export const counted = sql<SqlBool>`state = 'queued' and counted_from_ms is not null`;
const ended = sql<SqlBool>`state = 'ended'`;

/** Runs that hold a slot, in every environment. */
export function activeRunsAnywhere(db: Database) {
  return db.selectFrom('runs').where(active);
}

/** Runs of the environment that hold one of its slots. */
export function activeRuns(db: Database, project: string, environment: string) {
  return activeRunsAnywhere(db).where('project', '=', project).where('environment', '=', environment);
}

/** Runs of the environment that wait for a slot. */
export function waitingRuns(db: Database, project: string, environment: string) {
  return db
    .selectFrom('runs')
    .where(waiting)
    .where('project', '=', project)
    .where('environment', '=', environment);
}

/** Those of one task, the next one first. */
export function waitingRunsOf(db: Database, project: string, environment: string, task: string) {
  return waitingRuns(db, project, environment)
    .where('task', '=', task)
    .orderBy('priority', 'desc')
    .orderBy('sequence');
}

/** Queued runs that are not to begin yet, in every environment. */
export function postponedRuns(db: Database) {
  return db.selectFrom('runs').where(postponed);
}

/** Queued runs that do not wait for ever, in every environment. */
export function expiringRuns(db: Database) {
  return db.selectFrom('runs').where(expiring);
}

/** Runs of the environment that have ended. */
export function endedRuns(db: Database, project: string, environment: string) {
  return db
    .selectFrom('runs')
    .where(ended)
    .where('project', '=', project)
    .where('environment', '=', environment);
}

/** Tasks of the environment with a run that waits: one step through the index for each, however many runs wait. */
export async function tasksThatWait(
  db: Database,
  project: string,
  environment: string,
): Promise<readonly string[]> {
  const here = sql`project = ${project} and environment = ${environment} and ${waiting}`;
  const { rows } = await sql<{ task: string }>`
    with recursive waits(task) as (
      select * from (select task from runs where ${here} order by task limit 1) as first
      union all
      select (select task from runs where ${here} and task > waits.task order by task limit 1)
      from waits where waits.task is not null
    )
    select task from waits where task is not null`.execute(db);
  return rows.map(({ task }) => task);
}
