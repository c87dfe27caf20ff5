import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import type { Container } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { endRun } from '../store/runs/end-run.ts';
import { listUnfinishedRuns } from '../store/runs/list-unfinished-runs.ts';
import { returnToQueue } from '../store/runs/return-to-queue.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from './outcome.ts';
import { describeOutcome, finalChange } from './record-outcome.ts';
import type { Run } from './run.ts';

export interface RecoveryParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
}

/** What to do with a run that a former server did not finish. */
export type Recovery = 'wait' | 'requeue' | 'resume' | 'lost';

/** Decided from what the store says and whether its container is there. A command that may have begun is never begun again. */
export function decideRecovery(run: Run, container: Container | undefined): Recovery {
  switch (run.state) {
    case 'queued':
    case 'ended':
      return 'wait';
    case 'starting':
      return 'requeue';
    case 'running':
      return container === undefined ? 'lost' : 'resume';
  }
}

async function recordLost(parts: RecoveryParts, run: Run): Promise<void> {
  const outcome: Outcome = {
    kind: 'lost',
    reason: 'the machine or the server stopped and its container is gone',
  };
  const endedAt = new Date();
  parts.logs.append(run.project, run.id, `Task ${run.task} ${describeOutcome(outcome)}`, 'stderr');
  const activityChange = finalChange({
    run,
    outcome,
    exit: null,
    endedAt,
    startedAt: run.startedAt,
    claimedAt: run.startedAt,
  });
  await endRun(parts.store, { id: run.id, outcome, endedAt, activityChange });
  parts.logs.seal(run.project, run.id);
}

/**
 * Settles, after a start of the server, every run that was under way. Returns those that go on, with their containers;
 * removes every other container there is.
 */
export async function recoverRuns(
  parts: RecoveryParts,
  containers: readonly Container[],
): Promise<readonly { readonly run: Run; readonly container: Container }[]> {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const goingOn: { run: Run; container: Container }[] = [];
  for (const run of await listUnfinishedRuns(parts.store.db)) {
    const container = byId.get(run.containerId ?? '');
    const recovery = decideRecovery(run, container);
    if (recovery !== 'wait') parts.log.info({ run: run.id, recovery }, 'a run is recovered');
    if (recovery === 'requeue') await returnToQueue(parts.store.db, run.id);
    if (recovery === 'lost') await recordLost(parts, run);
    if (recovery === 'resume' && container !== undefined) {
      goingOn.push({ run, container });
      byId.delete(container.id);
    }
  }
  await Promise.all([...byId.values()].map((container) => container.remove()));
  return goingOn;
}
