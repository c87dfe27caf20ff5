import type { RunState } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { endedRuns, unfinishedRuns } from './unfinished.ts';

/** How many runs of the environment are in each state. */
export async function countRuns(
  db: Database,
  project: string,
  environment: string,
): Promise<Readonly<Record<RunState, number>>> {
  const unfinished = unfinishedRuns(db)
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('project', '=', project)
    .where('environment', '=', environment)
    .groupBy('state');
  const ended = endedRuns(db, project, environment)
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .groupBy('state');
  const counts = { queued: 0, starting: 0, running: 0, ended: 0 };
  for (const { state, count } of await unfinished.unionAll(ended).execute()) counts[state] = Number(count);
  return counts;
}
