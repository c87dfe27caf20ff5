import { type Activity, type ActivityChange, moveActivity } from '../activity/activity.ts';
import type { ActivityLogs } from '../activity/log/activity-logs.ts';
import { asErrandError, ErrandError } from '../errors/errand-error.ts';
import type { Actor } from '../identity/principal.ts';
import type { EventLog } from '../observe/event-log.ts';
import { changeActivity } from '../store/activities/change-activity.ts';
import { insertActivity } from '../store/activities/insert-activity.ts';
import type { Store } from '../store/store.ts';
import type { DeployLog } from './hooks.ts';

export interface ChangeQueueParts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly log: EventLog;
}

/** What a change works with while it goes on. */
export interface ChangeContext {
  /** Fires when somebody asks the change to stop. */
  readonly signal: AbortSignal;
  /** Writes to the activity's log. */
  readonly log: DeployLog;
}

/** Changes of environments, such as pushes: each has an activity, and those of one environment wait for one another. */
export interface ChangeQueue {
  /** Writes the activity down and does the work in its environment's turn; what it returns, or throws, is how it ended. */
  start(activity: Activity, work: (context: ChangeContext) => Promise<ActivityChange>): Promise<void>;
  /** Asks a change that waits or goes on to stop. Error: `not_cancellable`. */
  cancel(activityId: string, by: Actor): Promise<void>;
  /** Cancels every change of a project and waits until that is recorded. */
  endAll(project: string, by: Actor): Promise<void>;
  /** Cancels every change and waits until that is recorded. */
  close(by: Actor): Promise<void>;
}

/** How a change that threw ended, as its activity shows it. */
function failedChange(error: ErrandError, cancelled: Actor | undefined, startedAt: Date): ActivityChange {
  const now = new Date();
  const timings = { execute: (now.getTime() - startedAt.getTime()) / 1000 };
  if (cancelled !== undefined) {
    return {
      state: 'cancelled',
      result: 'failure',
      cancelledAt: now,
      completedAt: now,
      timings,
      payload: { cancelled_by: cancelled },
    };
  }
  const exitCode = error.details.exitCode;
  const app = String(error.details.workload ?? '');
  return {
    state: 'complete',
    result: 'failure',
    failureReason: error.code === 'build_failed' ? 'shell' : 'error',
    completedAt: now,
    timings,
    commands: typeof exitCode === 'number' ? [{ app, type: 'build', exitCode }] : [],
    payload: { error: { code: error.code, message: error.message, fault: error.fault } },
  };
}

export function createChangeQueue(parts: ChangeQueueParts): ChangeQueue {
  return new TurnQueue(parts);
}

interface UnderWay {
  readonly activity: Activity;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

class TurnQueue implements ChangeQueue {
  readonly #parts: ChangeQueueParts;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #cancelledBy = new Map<string, Actor>();
  readonly #turns = new Map<string, Promise<void>>();

  constructor(parts: ChangeQueueParts) {
    this.#parts = parts;
  }

  async start(activity: Activity, work: (context: ChangeContext) => Promise<ActivityChange>): Promise<void> {
    const stop = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    // Before it is written down: whoever ends all changes knows of each that may be stored.
    this.#underWay.set(activity.id, { activity, stop, done });
    const over = () => {
      this.#underWay.delete(activity.id);
      this.#cancelledBy.delete(activity.id);
      resolve();
    };
    await insertActivity(this.#parts.store.db, activity).catch((error: unknown) => {
      over();
      throw error;
    });
    const key = `${activity.project}/${activity.environment}`;
    const turn = (this.#turns.get(key) ?? Promise.resolve())
      .then(() => this.#execute(activity, stop.signal, work))
      .catch((error: unknown) => this.#parts.log.error({ error }, 'a change could not be recorded'))
      .finally(() => {
        over();
        if (this.#turns.get(key) === turn) this.#turns.delete(key);
      });
    this.#turns.set(key, turn);
  }

  async cancel(activityId: string, by: Actor): Promise<void> {
    const stop = this.#underWay.get(activityId)?.stop;
    if (stop === undefined || stop.signal.aborted) {
      throw new ErrandError('not_cancellable', 'the activity cannot be cancelled in its current state');
    }
    this.#cancelledBy.set(activityId, by);
    stop.abort();
  }

  async endAll(project: string, by: Actor): Promise<void> {
    await this.#end(
      [...this.#underWay.values()].filter(({ activity }) => activity.project === project),
      by,
    );
  }

  async close(by: Actor): Promise<void> {
    await this.#end([...this.#underWay.values()], by);
  }

  async #end(changes: readonly UnderWay[], by: Actor): Promise<void> {
    for (const { activity, stop } of changes) {
      this.#cancelledBy.set(activity.id, by);
      stop.abort();
    }
    await Promise.all(changes.map(({ done }) => done));
  }

  async #execute(
    activity: Activity,
    signal: AbortSignal,
    work: (context: ChangeContext) => Promise<ActivityChange>,
  ): Promise<void> {
    const { store, logs } = this.#parts;
    const startedAt = new Date();
    const log: DeployLog = (line, stream) => logs.append(activity.project, activity.id, line, stream);
    try {
      signal.throwIfAborted();
      const state = moveActivity(activity.state, 'in_progress');
      await changeActivity(store.db, activity.id, { state, startedAt });
      // An event that came before the work listens would never come again.
      signal.throwIfAborted();
      await this.#finish(activity, await work({ signal, log }));
    } catch (thrown) {
      await this.#fail(activity, asErrandError(thrown), startedAt);
    }
  }

  async #fail(activity: Activity, error: ErrandError, startedAt: Date): Promise<void> {
    const cancelled = this.#cancelledBy.get(activity.id);
    if (error.code === 'internal' && cancelled === undefined) {
      this.#parts.log.error({ error, activity: activity.id }, 'a change failed');
    }
    const line = cancelled === undefined ? `Error: ${error.message}` : `Cancelled by ${cancelled.name}`;
    this.#parts.logs.append(activity.project, activity.id, line, 'stderr');
    await this.#finish(activity, failedChange(error, cancelled, startedAt));
  }

  async #finish(activity: Activity, change: ActivityChange): Promise<void> {
    await changeActivity(this.#parts.store.db, activity.id, change);
    this.#parts.logs.seal(activity.project, activity.id);
  }
}
