import type { Database } from '../store.ts';
import { endedRuns } from './unfinished.ts';

const recent = 20;

/** Mean seconds from begin to end of the environment's latest runs that began; null where there are none. */
export async function usualDuration(
  db: Database,
  project: string,
  environment: string,
): Promise<number | null> {
  const rows = await endedRuns(db, project, environment)
    .select(['started_at_ms', 'ended_at_ms'])
    .orderBy('sequence', 'desc')
    .limit(recent)
    .execute();
  const seconds = rows.flatMap(({ started_at_ms: from, ended_at_ms: to }) =>
    from === null || to === null ? [] : [Math.max(0, to - from) / 1000],
  );
  return seconds.length === 0 ? null : seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
}
