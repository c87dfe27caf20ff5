import type { Selectable } from 'kysely';
import type { QueueLimits } from '../../task/queue-limits.ts';
import { moveRun, type Run } from '../../task/run.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import type { RunTable } from '../tables/runs.ts';
import { fromRunRow } from './run-row.ts';
import { activeRuns, tasksThatWait, waitingRunsOf } from './unfinished.ts';

export interface ClaimRequest {
  readonly project: string;
  readonly environment: string;
  readonly limits: QueueLimits;
  /** Id of the deployment that the run will use. */
  readonly deployment: string;
  readonly containerIdOf: (run: Run) => string;
}

/**
 * Takes the environment's next run to `starting`, with its container and deployment written down, and returns it: the
 * one with the greatest priority, and of equals the oldest, among the tasks that have a free place. Null where none waits
 * or no place is free. However many ask at once, no run is returned twice and the limits hold. The cost grows with the
 * number of tasks and of runs under way, not with the number that wait.
 */
export function claimNextRun(db: Database, request: ClaimRequest): Promise<Run | null> {
  return inTransaction(db, async (transaction) => {
    const row = await nextRow(transaction, request);
    if (row === null) return null;
    const queued = fromRunRow(row);
    const state = moveRun(queued.state, 'starting');
    const { deployment } = request;
    const containerId = request.containerIdOf(queued);
    const claimedAt = new Date();
    await transaction
      .updateTable('runs')
      .set({ state, container_id: containerId, deployment, claimed_at_ms: claimedAt.getTime() })
      .where('id', '=', queued.id)
      .execute();
    return { ...queued, state, containerId, deployment, claimedAt };
  });
}

async function nextRow(
  db: Database,
  { project, environment, limits }: ClaimRequest,
): Promise<Selectable<RunTable> | null> {
  const active = await activeRuns(db, project, environment).select('task').limit(limits.runsAtOnce).execute();
  if (active.length >= limits.runsAtOnce) return null;
  const isFree = (task: string) =>
    active.filter((run) => run.task === task).length < (limits.tasks[task] ?? limits.runsAtOnce);
  let next: Selectable<RunTable> | null = null;
  for (const task of (await tasksThatWait(db, project, environment)).filter(isFree)) {
    const head = await waitingRunsOf(db, project, environment, task).selectAll().limit(1).executeTakeFirst();
    if (head !== undefined && (next === null || isBefore(head, next))) next = head;
  }
  return next;
}

function isBefore(one: Selectable<RunTable>, other: Selectable<RunTable>): boolean {
  return one.priority > other.priority || (one.priority === other.priority && one.sequence < other.sequence);
}
