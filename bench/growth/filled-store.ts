import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';

export const place = { project: 'shop', environment: 'main' } as const;
const tasks = 4;

/** `count` from 1, for a recursive query. */
const counted = (count: number) =>
  sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})`;

/** Runs that wait, of four tasks, with nothing in them that is not read when one is claimed. */
export async function addWaitingRuns(db: Kysely<Schema>, count: number): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(db);
  await sql`insert into runs (id, project, environment, task, state, variables, actor, created_at_ms)
    ${counted(count)}
    select 'run' || i, ${place.project}, ${place.environment}, 'task' || (i % ${sql.lit(tasks)}), 'queued',
      '{"env":{},"other":{}}', '{"kind":"user","name":"bench"}', ${Date.now()} from n`.execute(db);
}

/** Activities of runs that have ended. */
export async function addFinishedActivities(db: Kysely<Schema>, count: number): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(db);
  await sql`insert into activities (id, type, project, environment, state, result, parameters, payload, commands,
      timings, actor, text, created_at_ms, updated_at_ms)
    ${counted(count)}
    select 'act' || i, 'environment.task', ${place.project}, ${place.environment}, 'complete', 'success', '{}', '{}', '[]',
      '{}', '{"kind":"user","name":"bench"}', 'bench ran a task', ${Date.now()} + i, ${Date.now()} from n`.execute(
    db,
  );
}

/** A new store in the folder. */
export function openNamedStore(folder: string, name: string): Promise<Store> {
  return openSqliteStore(join(folder, `${name}.db`));
}
