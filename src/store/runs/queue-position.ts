import type { Database } from '../store.ts';
import { unfinishedRuns } from './unfinished.ts';

/** The run's place in its environment's queue, 1 being the next to start; null where it does not wait. */
export async function queuePosition(db: Database, id: string): Promise<number | null> {
  const run = await db
    .selectFrom('runs')
    .select(['project', 'environment', 'sequence'])
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (run === undefined) return null;
  const { ahead } = await unfinishedRuns(db)
    .select((select) => select.fn.countAll<number>().as('ahead'))
    .where('project', '=', run.project)
    .where('environment', '=', run.environment)
    .where('state', '=', 'queued')
    .where('sequence', '<', run.sequence)
    .executeTakeFirstOrThrow();
  return Number(ahead) + 1;
}
