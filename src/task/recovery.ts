import type { Container } from '../engine/engine.ts';
import type { EventLog } from '../observe/event-log.ts';
import { listActiveRuns } from '../store/runs/list-active-runs.ts';
import { returnToQueue } from '../store/runs/return-to-queue.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from './outcome.ts';
import type { Run, RunState } from './run.ts';

export interface RecoveryParts {
  readonly store: Store;
  readonly log: EventLog;
  /** Records how a run ended; with an attempt left it is queued again instead. */
  readonly end: (run: Run, outcome: Outcome) => Promise<void>;
}

/** What to do with a run that a former server did not finish. */
export type Recovery = 'wait' | 'requeue' | 'resume' | 'cancel' | 'lost';

/** Decided from what the store says and whether its container is there. A command that may have begun is never begun again. */
export function decideRecovery(run: Run, container: Container | undefined): Recovery {
  switch (run.state) {
    case 'queued':
    case 'ended':
      return 'wait';
    case 'starting':
      return run.stop === null ? 'requeue' : 'cancel';
    case 'running':
      if (container === undefined) return run.stop === null ? 'lost' : 'cancel';
      // Told nothing yet, it has surely not begun, though the server was about to let it.
      if (container.waiting) return run.stop === null ? 'requeue' : 'cancel';
      return 'resume';
  }
}

const lost: Outcome = {
  kind: 'lost',
  reason: 'the machine or the server stopped and its container is gone',
};

/** One that cannot be removed, as where a process of it hangs in the kernel, keeps no server from its start. */
export async function removeOrTell(container: Container, log: EventLog): Promise<void> {
  await container.remove().catch((error: unknown) => {
    log.error(
      { container: container.id, error },
      'a container could not be removed; the next start tries again',
    );
  });
}

const isUnderWay = (state: RunState) => state === 'starting' || state === 'running';

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
  for (const run of await listActiveRuns(parts.store.db)) {
    const container = byId.get(run.containerId ?? '');
    const recovery = decideRecovery(run, container);
    if (recovery !== 'wait') parts.log.info({ run: run.id, recovery }, 'a run is recovered');
    if (recovery === 'requeue' && isUnderWay(run.state))
      await returnToQueue(parts.store.db, run.id, run.state);
    if (recovery === 'lost') await parts.end(run, lost);
    if (recovery === 'cancel' && run.stop !== null) await parts.end(run, run.stop);
    if (recovery === 'resume' && container !== undefined) {
      goingOn.push({ run, container });
      byId.delete(container.id);
    }
  }
  await Promise.all([...byId.values()].map((container) => removeOrTell(container, parts.log)));
  return goingOn;
}
