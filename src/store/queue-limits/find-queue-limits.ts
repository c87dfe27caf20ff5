import type { PartialQueueLimits } from '../../task/queue-limits.ts';
import type { Database } from '../store.ts';

/** What the API was told about the environment's queue. */
export async function findQueueLimits(
  db: Database,
  project: string,
  environment: string,
): Promise<PartialQueueLimits> {
  const rows = await db
    .selectFrom('queue_limits')
    .select(['task', 'runs_at_once'])
    .where('project', '=', project)
    .where('environment', '=', environment)
    .execute();
  const limits = Object.fromEntries(rows.map(({ task, runs_at_once }) => [task, runs_at_once]));
  const { '': runsAtOnce, ...tasks } = limits;
  return { runsAtOnce, tasks };
}
