import type { RunState } from '../../task/run.ts';
import type { Database } from '../store.ts';
import { activeRuns, endedRuns, postponedRuns, waitingRuns } from './unfinished.ts';

/** How many runs of the environment are in each state. */
export async function countRuns(
  db: Database,
  project: string,
  environment: string,
): Promise<Readonly<Record<RunState, number>>> {
  const later = postponedRuns(db).where('project', '=', project).where('environment', '=', environment);
  const parts = [activeRuns(db, project, environment), waitingRuns(db, project, environment), later] as const;
  const [first, ...others] = [...parts, endedRuns(db, project, environment)].map((runs) =>
    runs.select((select) => ['state', select.fn.countAll<number>().as('count')]).groupBy('state'),
  );
  const all = others.reduce((query, part) => query?.unionAll(part), first);
  const counts = { queued: 0, starting: 0, running: 0, ended: 0 };
  for (const { state, count } of (await all?.execute()) ?? []) counts[state] += Number(count);
  return counts;
}
