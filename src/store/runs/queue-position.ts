import type { Database } from '../store.ts';
import { tasksThatWait, waitingRunsOf } from './unfinished.ts';

/** Counting further would cost more than the number is worth. */
export const farthestPosition = 10_000;

export interface QueuePosition {
  /** 1 is the next to begin. A run that is not due yet is counted as if it were. */
  readonly position: number;
  /** Whether it may be further back than `position`, which is as far as is counted. */
  readonly beyond: boolean;
}

interface Place {
  readonly priority: number;
  readonly sequence: number;
}

/** Runs of a task before a place. Two ranges of the index, so that those behind the place cost nothing. */
async function countBefore(
  db: Database,
  [project, environment, task]: readonly [string, string, string],
  { priority, sequence }: Place,
): Promise<number> {
  const inTask = () => waitingRunsOf(db, project, environment, task).select('id').limit(farthestPosition);
  const counts = [
    inTask().where('priority', '>', priority),
    inTask().where('priority', '=', priority).where('sequence', '<', sequence),
  ].map((before) =>
    db
      .selectFrom(before.as('before'))
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  );
  return (await Promise.all(counts)).reduce((sum, { count }) => sum + Number(count), 0);
}

/** The run's place in its environment's queue; null where it does not wait. */
export async function queuePosition(db: Database, id: string): Promise<QueuePosition | null> {
  const run = await db
    .selectFrom('runs')
    .select(['project', 'environment', 'priority', 'sequence'])
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (run === undefined) return null;
  const { project, environment } = run;
  let ahead = 0;
  for (const task of await tasksThatWait(db, project, environment)) {
    ahead += await countBefore(db, [project, environment, task], run);
    if (ahead >= farthestPosition) return { position: farthestPosition + 1, beyond: true };
  }
  return { position: ahead + 1, beyond: false };
}
