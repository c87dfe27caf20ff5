import { describe, expect, test } from 'vitest';
import { type KindName, kinds } from './kinds.ts';
import { type Life, momentNames, nameOfMoment, planLife } from './plan.ts';
import { readUsage, sumUsage, usageFaults } from './usage.ts';
import { faultsOf as faultsIn, isMistimed, mostAtOnce, type Seen } from './verdict.ts';

const size = { runs: 20, kills: 20, milliseconds: 4000 };
const lives = Array.from({ length: 60 }, (_, index) => planLife(7, index, size));

describe('a sequence', () => {
  test('is the same again with the same seed, from any life on, and another with another', () => {
    expect(Array.from({ length: 60 }, (_, index) => planLife(7, index, size))).toEqual(lives);
    expect(planLife(8, 0, size)).not.toEqual(lives[0]);
  });

  test('ends a server before and after every step, and at any time between', () => {
    const ends = lives.map(({ end }) => (typeof end === 'number' ? 'any time' : nameOfMoment(end)));
    expect(new Set(ends)).toEqual(new Set([...momentNames, 'any time']));
    expect(new Set(ends.slice(0, 16)).size, 'all of them, soon').toBe(15);
  });

  test('has every kind of run, victim and misfortune', () => {
    const all = <T>(of: (life: Life) => readonly T[]) => new Set(lives.flatMap(of));
    expect(all(({ runs }) => runs)).toEqual(new Set(Object.keys(kinds)));
    expect(all(({ kills }) => kills.map(({ victim }) => victim))).toEqual(
      new Set(['conmon', 'init', 'runtime']),
    );
    expect(all(({ misfortune }) => [misfortune]).size).toBe(6);
  });
});

const seen = (kind: KindName, outcome: string | null, lines: number, more: Partial<Seen> = {}): Seen => ({
  key: '1',
  kind,
  outcome,
  state: 'complete',
  log: `Starting\nbegun\n${Array.from({ length: lines }, (_, index) => `L ${index + 1}\n`).join('')}`,
  begun: [1],
  attempts: 1,
  formerAttempts: [],
  wasStruck: false,
  wasPaused: false,
  cancelled: false,
  createdAt: 1000,
  completedAt: 4000,
  startedAt: 2500,
  timings: { wait: 1, start: 0.5, execute: 1.5 },
  seenAt: 10_000,
  ...more,
});

const faultsOf = (run: Seen, diskWasFull = false) => faultsIn(run, { diskWasFull });

describe('the verdict', () => {
  test('passes a run that came to its end, and one that was killed on the way', () => {
    expect(faultsOf(seen('long', 'succeeded', 25))).toEqual([]);
    expect(faultsOf(seen('long', 'lost', 11, { wasStruck: true }))).toEqual([]);
    const cut = { log: 'begun\nL 1\nL 2\nL', wasStruck: true };
    expect(faultsOf(seen('noisy', 'failed', 0, cut))).toEqual([]);
    expect(faultsOf(seen('long', 'cancelled', 11, { cancelled: true }))).toEqual([]);
    const unbegun = { log: 'Starting\n', begun: [] };
    expect(faultsOf(seen('short', 'start_failed', 0, { ...unbegun, wasStruck: true }))).toEqual([]);
    expect(faultsOf(seen('short', 'start_failed', 0, unbegun), true)).toEqual([]);
    expect(faultsOf(seen('stubborn', 'timed_out', 0, { ...unbegun, wasPaused: true }))).toEqual([]);
  });

  test.each<[string, Seen]>([
    ['no outcome', seen('short', null, 3)],
    ['the outcome deployed_over', seen('short', 'deployed_over', 3)],
    ['attempts begun: 1,1', seen('short', 'failed', 3, { begun: [1, 1] })],
    ['with 24 of 25 lines', seen('long', 'succeeded', 24)],
    [
      'missing, repeated or out of order',
      seen('long', 'lost', 0, { wasStruck: true, log: 'begun\nL 1\nL 3\n' }),
    ],
    [
      'missing, repeated or out of order',
      seen('long', 'lost', 0, { wasStruck: true, log: 'begun\nL 1\nL 1\n' }),
    ],
    ['"begun" 2 times', seen('long', 'lost', 0, { wasStruck: true, log: 'begun\nbegun\n' })],
    ['the outcome lost, though left alone', seen('long', 'lost', 11)],
    ['the outcome lost, though left alone', seen('retried', 'lost', 4)],
    ['the outcome lost, though left alone', seen('short', 'lost', 0, { log: 'Starting\n', begun: [] })],
    ['the outcome start_failed', seen('short', 'start_failed', 0, { log: 'Starting\n', begun: [] })],
    ['the outcome cancelled', seen('long', 'cancelled', 11, { wasStruck: true })],
    ['never began', seen('long', 'succeeded', 25, { begun: [] })],
    ['never began', seen('stubborn', 'timed_out', 0, { log: 'Starting\n', begun: [] })],
    ['intervals of 3 s in 4 s', seen('long', 'succeeded', 25, { completedAt: 5000 })],
  ])('says "%s"', (words, run) => {
    expect(faultsOf(run).join()).toContain(words);
  });

  test('knows a run of which a moment was written by a clock that was ahead, and asks nothing of its times', () => {
    const late = { completedAt: 3_604_000 };
    expect(isMistimed(seen('long', 'succeeded', 25))).toBe(false);
    expect(isMistimed(seen('long', 'succeeded', 25, late))).toBe(true);
    expect(isMistimed(seen('long', 'succeeded', 25, { startedAt: 3_602_000 }))).toBe(true);
    expect(
      isMistimed(seen('retried', 'failed', 4, { formerAttempts: [{ startedAt: 1, endedAt: 20_000 }] })),
    ).toBe(true);
    expect(faultsOf(seen('long', 'succeeded', 25, late))).toEqual([]);
  });

  test('counts the runs that executed at one moment', () => {
    const run = (completedAt: number, execute: number) => ({ completedAt, timings: { execute } });
    expect(mostAtOnce([run(2000, 1), run(3000, 1), run(2500, 1)])).toBe(2);
    expect(mostAtOnce([])).toBe(0);
  });
});

describe('the usage', () => {
  const labels = 'project="shop",environment="main",task="script"';
  const metrics = `# TYPE errand_runs_total counter
errand_runs_total{${labels},outcome="failed"} 2
errand_runs_total{${labels},outcome="lost"} 1
errand_run_execute_seconds_bucket{le="0.01",${labels}} 1
errand_run_execute_seconds_sum{${labels}} 4.5
errand_run_execute_seconds_count{${labels}} 3
`;
  const runs = [
    seen('short', 'failed', 3),
    seen('short', 'lost', 3),
    seen('retried', 'failed', 4, { formerAttempts: [{ startedAt: 2500, endedAt: 2500 }] }),
    seen('short', 'failed', 3, { completedAt: 900 }),
    // It ended in the time of an earlier server, whose clock was ahead.
    seen('short', 'failed', 3, { completedAt: 3_604_000 }),
  ];

  test('that a server tells is what its activities add up to, those that ended before it left out', () => {
    expect(readUsage(metrics)).toEqual({ ended: { failed: 2, lost: 1 }, executeSeconds: 4.5 });
    expect(usageFaults(readUsage(metrics), sumUsage(runs, 1000))).toEqual([]);
  });

  test('that counts a run twice, or forgets one, is told', () => {
    const told = readUsage(metrics);
    expect(usageFaults(told, sumUsage(runs, 0)).join()).toContain('the activities are [["failed",3]');
    expect(usageFaults(told, sumUsage(runs.slice(1), 1000)).join()).toContain('add up to 3 s');
  });
});
