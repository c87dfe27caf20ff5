import { ErrandError } from '../errors/errand-error.ts';
import { requireOpenProject } from '../store/projects/require-open-project.ts';
import { findQueueLimits } from '../store/queue-limits/find-queue-limits.ts';
import { setQueueLimit } from '../store/queue-limits/set-queue-limit.ts';
import { findRun } from '../store/runs/find-run.ts';
import { farthestPosition, queuePosition } from '../store/runs/queue-position.ts';
import { activeRuns, waitingRuns } from '../store/runs/unfinished.ts';
import { usualDuration } from '../store/runs/usual-duration.ts';
import type { Database, Store } from '../store/store.ts';
import { combineLimits, expectedWaitSeconds, type QueueLimits } from './queue-limits.ts';
import type {
  OperatorLimits,
  QueueLimitChange,
  QueueState,
  QueueView,
  TriggerRequest,
} from './task-runner.ts';

export interface QueueDeskParts {
  readonly store: Store;
  readonly runsAtOnce: number;
  readonly operatorLimits: OperatorLimits;
}

/** Tells how queues stand, and what their limits are: the API's word first, then the operator's, then the server's. */
export interface QueueDesk {
  limits(project: string, environment: string): Promise<QueueLimits>;
  setLimits(project: string, environment: string, change: QueueLimitChange): Promise<void>;
  queueOf(runId: string): Promise<QueueView | null>;
  queueState(project: string, environment: string): Promise<QueueState>;
  /** Error: `limit_reached` where a run could not begin at once. */
  checkFree(transaction: Database, request: TriggerRequest): Promise<void>;
}

export function openQueueDesk(parts: QueueDeskParts): QueueDesk {
  return new StoredQueueDesk(parts);
}

class StoredQueueDesk implements QueueDesk {
  readonly #parts: QueueDeskParts;

  constructor(parts: QueueDeskParts) {
    this.#parts = parts;
  }

  limits(project: string, environment: string): Promise<QueueLimits> {
    return this.#limits(this.#parts.store.db, project, environment);
  }

  async setLimits(project: string, environment: string, change: QueueLimitChange): Promise<void> {
    await this.#parts.store.db.transaction().execute(async (transaction) => {
      await requireOpenProject(transaction, project);
      const set = (task: string, limit: number | null) =>
        setQueueLimit(transaction, { project, environment, task }, limit);
      if (change.runsAtOnce !== undefined) await set('', change.runsAtOnce);
      for (const [task, limit] of Object.entries(change.tasks ?? {})) await set(task, limit);
    });
  }

  async queueOf(runId: string): Promise<QueueView | null> {
    const { db } = this.#parts.store;
    const run = await findRun(db, runId);
    if (run?.state !== 'queued') return null;
    const place = await queuePosition(db, runId);
    if (place === null) return null;
    const expected = await this.#expectedWait(db, run, place.position - 1);
    const untilDue = run.dueAt === null ? 0 : Math.max(0, run.dueAt.getTime() - Date.now()) / 1000;
    return {
      ...place,
      expectedWaitSeconds: expected === null ? null : Math.max(expected, Math.ceil(untilDue)),
      dueAt: run.dueAt,
      expiresAt: run.expiresAt,
      priority: run.priority,
      attempt: run.attempt,
    };
  }

  async queueState(project: string, environment: string): Promise<QueueState> {
    const { db } = this.#parts.store;
    const count = async (runs: ReturnType<typeof activeRuns>) => {
      // Counting further would cost more than the number is worth.
      const counted = runs.select('id').limit(farthestPosition).as('counted');
      const { count } = await db
        .selectFrom(counted)
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    };
    return {
      limits: await this.limits(project, environment),
      waiting: await count(waitingRuns(db, project, environment)),
      executing: await count(activeRuns(db, project, environment)),
    };
  }

  async checkFree(transaction: Database, { project, environment, task }: TriggerRequest): Promise<void> {
    const { runsAtOnce, tasks } = await this.#limits(transaction, project, environment);
    const active = activeRuns(transaction, project, environment).select('task').limit(runsAtOnce);
    const waiting = waitingRuns(transaction, project, environment).select('task').limit(runsAtOnce);
    const before = [...(await active.execute()), ...(await waiting.execute())];
    const ofTask = before.filter((run) => run.task === task).length;
    if (before.length < runsAtOnce && ofTask < (tasks[task] ?? runsAtOnce)) return;
    const expected = await this.#expectedWait(transaction, { project, environment }, before.length);
    const retryAfterSeconds = Math.max(1, expected ?? 1);
    const message = `${runsAtOnce} runs of the environment ${environment} may execute at once, and a run of ${task} could not begin now.`;
    throw new ErrandError('limit_reached', message, { details: { retryAfterSeconds, runsAtOnce, task } });
  }

  async #limits(db: Database, project: string, environment: string): Promise<QueueLimits> {
    const { runsAtOnce, operatorLimits } = this.#parts;
    const told = await findQueueLimits(db, project, environment);
    return combineLimits(told, operatorLimits(project, environment), { runsAtOnce });
  }

  async #expectedWait(
    db: Database,
    { project, environment }: { readonly project: string; readonly environment: string },
    ahead: number,
  ): Promise<number | null> {
    const { runsAtOnce } = await this.#limits(db, project, environment);
    const active = await activeRuns(db, project, environment).select('started_at_ms').execute();
    const now = Date.now();
    const elapsedSeconds = active.map(({ started_at_ms: from }) => (from === null ? 0 : (now - from) / 1000));
    const usualSeconds = await usualDuration(db, project, environment);
    return expectedWaitSeconds({ ahead, elapsedSeconds, runsAtOnce, usualSeconds });
  }
}
