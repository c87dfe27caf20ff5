import { sql } from 'kysely';
import type { Database } from '../store.ts';

export interface QueueDepth {
  readonly project: string;
  readonly environment: string;
  readonly state: 'waiting' | 'postponed' | 'active';
  readonly count: number;
}

/** How many runs of each environment wait, are not due yet, and are under way. Reads an entry of an index for each. */
export async function queueDepths(db: Database): Promise<readonly QueueDepth[]> {
  const { rows } = await sql<QueueDepth>`
    select project, environment, 'waiting' as state, count(*) as count from runs
      where state = 'queued' and due_at_ms is null group by project, environment
    union all select project, environment, 'postponed', count(*) from runs
      where state = 'queued' and due_at_ms is not null group by project, environment
    union all select project, environment, 'active', count(*) from runs
      where state in ('starting', 'running') group by project, environment`.execute(db);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
