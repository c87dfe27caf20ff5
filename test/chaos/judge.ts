import { setTimeout as delay } from 'node:timers/promises';
import { activityOf } from '../support/follow-run.ts';
import { containerOf, type Held, heldBeyond, pidsOf } from '../support/run-traces.ts';
import type { ChaosServer } from './chaos-server.ts';
import { type KindName, strayProgram } from './kinds.ts';
import { readUsage, sumUsage, usageFaults } from './usage.ts';
import { faultsOf, isMistimed, mostAtOnce, type Seen } from './verdict.ts';

const settleMilliseconds = 120_000;
const leftoverMilliseconds = 30_000;

/** A run that the server has accepted. */
export interface Triggered {
  readonly key: string;
  readonly kind: KindName;
  readonly id: string;
  /** The server was asked for its end and did not refuse. */
  readonly cancelled: boolean;
}

/** What is judged together. */
export interface Season {
  readonly server: ChaosServer;
  readonly runs: readonly Triggered[];
  /** Containers of which a process was killed. */
  readonly struck: ReadonlySet<string>;
  /** Containers of which a process was stopped for a while. */
  readonly paused: ReadonlySet<string>;
  readonly runsAtOnce: number;
  readonly diskWasFull: boolean;
  /** What the server held before the first run. */
  readonly before: Held;
}

export interface Verdict {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** Waits until every run is over, then looks whether each promise was kept. */
export async function judge(season: Season): Promise<Verdict> {
  const unfinished = await untilOver(season);
  const over = season.runs.filter((run) => !unfinished.includes(run));
  const ledger = await readLedger(season.server);
  const seen: Seen[] = [];
  for (const run of over) seen.push(await see(season, run, ledger));
  const most = mostAtOnce(seen.filter((run) => !isMistimed(run)));
  const outcomes: Record<string, number> = {};
  for (const { outcome } of seen) outcomes[outcome ?? 'none'] = (outcomes[outcome ?? 'none'] ?? 0) + 1;
  const { runsAtOnce } = season;
  const faults = [
    ...unfinished.map(({ kind, key, id }) => `${kind} run ${key} (${id}) has no end`),
    ...seen.flatMap((run) => faultsOf(run, season)),
    ...(most > runsAtOnce ? [`${most} runs at once`] : []),
    ...(await usageProblems(season, seen)),
    ...(await leftovers(season)),
  ];
  return { outcomes, faults };
}

/** Those that were not over in time. */
async function untilOver({ server, runs }: Season): Promise<readonly Triggered[]> {
  const signal = AbortSignal.timeout(settleMilliseconds);
  const isOver = async ({ id }: Triggered) => {
    const answer = await server.client.api(`/projects/shop/activities/${id}/log`, { signal });
    return (await answer.text()).includes('"seal":true');
  };
  const over = await Promise.all(runs.map((run) => isOver(run).catch(() => false)));
  return runs.filter((_, index) => over[index] !== true);
}

/** Attempts that began, by key; to be read when all runs are over. */
async function readLedger({ client }: ChaosServer): Promise<ReadonlyMap<string, readonly number[]>> {
  const begun = new Map<string, number[]>();
  for (const line of (await client.visit('/')).text.split('\n')) {
    const [key = '', attempt] = line.split(' ');
    if (key !== '') begun.set(key, [...(begun.get(key) ?? []), Number(attempt)]);
  }
  return begun;
}

interface AttemptRecord {
  readonly started_at: string | null;
  readonly ended_at: string;
}

const momentOf = (text: string | null) => (text === null ? null : Date.parse(text));

async function see(
  { server, struck, paused }: Season,
  { key, kind, id, cancelled }: Triggered,
  ledger: ReadonlyMap<string, readonly number[]>,
): Promise<Seen> {
  const { entries } = await server.client.waitFor(id);
  const activity = await activityOf(server.client, id);
  const payload = activity.payload as {
    readonly attempts?: readonly AttemptRecord[];
    readonly outcome?: { readonly kind: string };
  };
  const attempts = payload.attempts ?? [];
  const container = containerOf(server, id);
  return {
    key,
    kind,
    // What the shell says of a child that was killed may come in the middle of a line of that child.
    log: entries.flatMap(({ message, stream }) => (stream === 'stdout' ? [message] : [])).join(''),
    cancelled,
    state: activity.state,
    outcome: payload.outcome?.kind ?? null,
    begun: ledger.get(key) ?? [],
    attempts: Math.max(1, attempts.length),
    formerAttempts: attempts.slice(0, -1).map(({ started_at: from, ended_at: to }) => ({
      startedAt: momentOf(from),
      endedAt: Date.parse(to),
    })),
    wasStruck: container !== null && struck.has(container),
    wasPaused: container !== null && paused.has(container),
    createdAt: Date.parse(activity.created_at),
    startedAt: momentOf(activity.started_at),
    completedAt: momentOf(activity.completed_at),
    timings: activity.timings,
    seenAt: Date.now(),
  };
}

/** The server that runs now counts from its own start; its counters come a moment after an end is stored. */
async function usageProblems({ server }: Season, seen: readonly Seen[]): Promise<readonly string[]> {
  const summed = sumUsage(seen, server.startedAt);
  let faults: readonly string[] = [];
  for (let look = 0; look < 10; look++) {
    const metrics = await (await server.client.api('/metrics')).text();
    faults = usageFaults(readUsage(metrics), summed);
    if (faults.length === 0) break;
    await delay(200);
  }
  return faults;
}

/** What is there beyond what was there before the first life. */
async function leftovers({ server, before }: Season): Promise<readonly string[]> {
  const deadline = performance.now() + leftoverMilliseconds;
  for (;;) {
    const strays = pidsOf(...strayProgram).length;
    const more = Object.entries(heldBeyond(before, server)).map(([name, count]) => `${count} ${name}`);
    const left = strays === 0 ? more : [...more, `${strays} stray programs`];
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(200);
  }
}
