import { type SqlBool, sql } from 'kysely';
import type { Database } from '../store.ts';

/** In the words of the partial indexes `runs_unfinished` and `runs_ended`, without which SQLite would not use them. */
const unfinished = sql<SqlBool>`state <> 'ended'`;
const ended = sql<SqlBool>`state = 'ended'`;

/** Runs that have not ended, in every environment. */
export function unfinishedRuns(db: Database) {
  return db.selectFrom('runs').where(unfinished);
}

/** The same, oldest first. The plus keeps SQLite from reading the whole table because it is in that order. */
export function unfinishedRunsInOrder(db: Database) {
  return unfinishedRuns(db).orderBy(sql`+sequence`);
}

/** Runs of the environment that have ended. */
export function endedRuns(db: Database, project: string, environment: string) {
  return db
    .selectFrom('runs')
    .where(ended)
    .where('project', '=', project)
    .where('environment', '=', environment);
}

/** Runs of the environment that hold one of its slots. */
export function activeRuns(db: Database, project: string, environment: string) {
  return unfinishedRuns(db)
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('state', 'in', ['starting', 'running']);
}

/** Runs of the environment that wait for a slot, the next one first. */
export function queuedRuns(db: Database, project: string, environment: string) {
  return unfinishedRuns(db)
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('state', '=', 'queued')
    .orderBy('sequence');
}
