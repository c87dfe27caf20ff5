import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFinished } from '../../src/activity/activity.ts';
import type { Container } from '../../src/engine/engine.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { beginRun } from '../../src/store/runs/begin-run.ts';
import { endRun } from '../../src/store/runs/end-run.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import { releaseDueRuns } from '../../src/store/runs/queue-moments.ts';
import { recordStop } from '../../src/store/runs/record-stop.ts';
import { retryRun } from '../../src/store/runs/retry-run.ts';
import { returnToQueue } from '../../src/store/runs/return-to-queue.ts';
import type { Store } from '../../src/store/store.ts';
import { decideAfterAttempt } from '../../src/task/decide-retry.ts';
import type { Outcome } from '../../src/task/outcome.ts';
import { attemptRecord, finalChange } from '../../src/task/record-outcome.ts';
import { decideRecovery } from '../../src/task/recovery.ts';
import { moveRun, type Run, type RunState } from '../../src/task/run.ts';
import { defaultRunOptions } from '../../src/task/run-options.ts';
import { cancellationBy } from '../../src/task/stop-request.ts';
import { acceptRuns, claim, filledStore } from '../store/temporary-store.ts';

/** What should be true of a run, kept beside the store by rules that are as simple as the promise. */
interface Expected {
  state: RunState;
  attempt: number;
  readonly attempts: number;
  /** How often its command was let begin. */
  begun: number;
  outcome: string | null;
  /** Of an active run: what a kill -9 of the server would find. */
  container: 'none' | 'waiting' | 'begun';
}

class World {
  readonly store: Store;
  readonly expected = new Map<string, Expected>();
  readonly cap = 2;

  constructor(store: Store) {
    this.store = store;
  }

  inState(...states: readonly RunState[]): readonly string[] {
    return [...this.expected].filter(([, { state }]) => states.includes(state)).map(([id]) => id);
  }

  get(id: string): Expected {
    const found = this.expected.get(id);
    if (found === undefined) throw new Error(`nobody accepted ${id}`);
    return found;
  }

  async run(id: string): Promise<Run> {
    const run = await findRun(this.store.db, id);
    if (run === null) throw new Error(`${id} was forgotten`);
    return run;
  }

  /** As `run-steps.ts` concludes an attempt. */
  async conclude(id: string, outcome: Outcome): Promise<void> {
    const run = await this.run(id);
    const ending = { run, outcome, exit: null, kept: null, endedAt: new Date() };
    const next = decideAfterAttempt(run, outcome, ending.endedAt);
    const expected = this.get(id);
    if (next.kind === 'retry' && run.state !== 'queued') {
      const retried = await retryRun(this.store, { id, attempt: attemptRecord(ending), dueAt: next.dueAt });
      expect(retried).toBe(expected.state !== 'ended' && run.stop === null);
      if (retried) {
        Object.assign(expected, { state: moveRun(expected.state, 'queued'), container: 'none' });
        expected.attempt += 1;
        return;
      }
    }
    const final = run.stop ?? outcome;
    const first = expected.state !== 'ended';
    const activityChange = finalChange({ ...ending, outcome: final });
    expect(await endRun(this.store, { id, outcome: final, endedAt: ending.endedAt, activityChange })).toBe(
      first,
    );
    if (first) Object.assign(expected, { state: 'ended', outcome: final.kind, container: 'none' });
  }

  async check(): Promise<void> {
    for (const [id, expected] of this.expected) {
      const run = await this.run(id);
      expect([run.state, run.attempt, run.outcome?.kind ?? null]).toEqual([
        expected.state,
        expected.attempt,
        expected.outcome,
      ]);
      expect(run.attempt).toBeLessThanOrEqual(expected.attempts);
      expect(expected.begun).toBeLessThanOrEqual(run.attempt);
      const activity = await findActivity(this.store.db, run.project, id);
      expect(activity !== null && isFinished(activity.state)).toBe(expected.state === 'ended');
    }
    expect(this.inState('starting', 'running').length).toBeLessThanOrEqual(this.cap);
  }
}

type Step = (world: World, pick: number) => Promise<void>;

const oneOf = (ids: readonly string[], pick: number) => ids[pick % Math.max(1, ids.length)];
const by = { kind: 'user', name: 'ada' } as const;
const failed: Outcome = { kind: 'failed', exitCode: 1, signal: null };

async function endRunning(world: World, pick: number, outcome: Outcome): Promise<void> {
  const id = oneOf(world.inState('running'), pick);
  if (id !== undefined) await world.conclude(id, outcome);
}

const steps: Readonly<Record<string, Step>> = {
  async accept(world, pick) {
    const max = pick % 3;
    const options = {
      ...defaultRunOptions,
      retries: { ...defaultRunOptions.retries, max, firstSeconds: pick % 2 },
    };
    const [run] = await acceptRuns(world.store, 1, { options, priority: pick % 2 });
    const attempts = max + 1;
    const fresh = {
      state: 'queued',
      attempt: 1,
      attempts,
      begun: 0,
      outcome: null,
      container: 'none',
    } as const;
    world.expected.set(run?.id ?? '', { ...fresh });
  },
  async claim(world) {
    const isFull = world.inState('starting', 'running').length >= world.cap;
    const run = await claim(world.store, { runsAtOnce: world.cap });
    if (isFull) expect(run).toBeNull();
    if (run !== null) Object.assign(world.get(run.id), { state: moveRun('queued', 'starting') });
  },
  async makeContainer(world, pick) {
    const id = oneOf(world.inState('starting'), pick);
    if (id !== undefined) world.get(id).container = 'waiting';
  },
  async begin(world, pick) {
    const id = oneOf(
      world.inState('starting').filter((one) => world.get(one).container === 'waiting'),
      pick,
    );
    if (id === undefined) return;
    await beginRun(world.store, id, new Date());
    world.get(id).state = moveRun('starting', 'running');
  },
  async awaken(world, pick) {
    const id = oneOf(
      world.inState('running').filter((one) => world.get(one).container === 'waiting'),
      pick,
    );
    if (id === undefined) return;
    world.get(id).container = 'begun';
    world.get(id).begun += 1;
  },
  fail: (world, pick) => endRunning(world, pick, failed),
  succeed: (world, pick) => endRunning(world, pick, { kind: 'succeeded' }),
  lose: (world, pick) => endRunning(world, pick, { kind: 'lost', reason: 'x' }),
  deployOver: (world, pick) => endRunning(world, pick, { kind: 'deployed_over', by }),
  async askToEnd(world, pick) {
    const id = oneOf(world.inState('starting', 'running', 'ended'), pick);
    if (id === undefined) return;
    const isActive = world.get(id).state !== 'ended';
    expect(await recordStop(world.store, id, cancellationBy(by, new Date()))).toBe(isActive);
  },
  async cancelQueued(world, pick) {
    const id = oneOf(world.inState('queued'), pick);
    if (id !== undefined) await world.conclude(id, cancellationBy(by, new Date()));
  },
  async endTwice(world, pick) {
    const id = oneOf(world.inState('ended'), pick);
    if (id === undefined) return;
    await world.conclude(id, { kind: 'succeeded' });
    await expect(beginRun(world.store, id, new Date())).rejects.toThrow('ended cannot become running');
  },
  async timePasses(world) {
    await releaseDueRuns(world.store.db, new Date(Date.now() + 3_600_000));
  },
  async crash(world) {
    for (const id of world.inState('starting', 'running')) {
      const { container } = world.get(id);
      const run = await world.run(id);
      const found = container === 'none' ? undefined : ({ waiting: container === 'waiting' } as Container);
      const recovery = decideRecovery(run, found);
      if (recovery === 'requeue') {
        await returnToQueue(world.store.db, id, run.state === 'running' ? 'running' : 'starting');
        expect(container).not.toBe('begun');
        Object.assign(world.get(id), { state: 'queued', container: 'none' });
      }
      if (recovery === 'lost') await world.conclude(id, { kind: 'lost', reason: 'gone' });
      if (recovery === 'cancel' && run.stop !== null) await world.conclude(id, run.stop);
      if (recovery === 'resume') expect(container).toBe('begun');
    }
  },
};

describe('the states of runs, in any order of what can happen', () => {
  test('each begins at most once for each attempt, ends in one outcome, and the cap holds', async () => {
    const sequence = fc.array(
      fc.record({ step: fc.constantFrom(...Object.keys(steps)), pick: fc.nat({ max: 11 }) }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(sequence, async (taken) => {
        const world = new World(await filledStore());
        for (const { step, pick } of taken) {
          await steps[step]?.(world, pick);
          await world.check();
        }
      }),
      { numRuns: 25, interruptAfterTimeLimit: 20_000 },
    );
  }, 60_000);
});
