import { type Kind, type KindName, kinds } from './kinds.ts';

/** What was seen of one run when everything was over. */
export interface Seen {
  readonly key: string;
  readonly kind: KindName;
  readonly state: string;
  readonly outcome: string | null;
  /** Its standard output, and what the server says in between. */
  readonly log: string;
  /** Attempts that it wrote into the ledger. */
  readonly begun: readonly number[];
  readonly attempts: number;
  /** Attempts that another followed; milliseconds. */
  readonly formerAttempts: readonly { readonly startedAt: number | null; readonly endedAt: number }[];
  /** A process of its last container was killed. */
  readonly wasStruck: boolean;
  /** A process of its last container was stopped for a while. */
  readonly wasPaused: boolean;
  /** The server was asked for its end and did not refuse. */
  readonly cancelled: boolean;
  readonly createdAt: number;
  /** The last attempt's. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly timings: Readonly<Record<string, number>>;
  /** When all this was read. */
  readonly seenAt: number;
}

/** What befell the server while the runs were there. */
export interface Circumstances {
  /** Its disk took nothing more for a while. */
  readonly diskWasFull: boolean;
}

/** What may become of a run that was hit, beside its own end. */
const violent = ['lost', 'failed', 'start_failed'];

/** The ends that a run may have come to. */
function allowedOutcomes(seen: Seen, { diskWasFull }: Circumstances): readonly string[] {
  const { kind, wasStruck, cancelled, begun, attempts } = seen;
  return [
    kinds[kind].outcome,
    ...(wasStruck ? violent : []),
    ...(diskWasFull && begun.length < attempts ? ['start_failed'] : []),
    ...(cancelled ? ['cancelled'] : []),
  ];
}

/** Lines that a run printed in each of its attempts. */
function attemptsIn(log: string): readonly (readonly string[])[] {
  const attempts: string[][] = [];
  for (const line of log.split('\n')) {
    if (line === 'begun') attempts.push([]);
    else if (/^L( |$)/.test(line)) attempts.at(-1)?.push(line);
  }
  return attempts;
}

/** Numbers from 1 on without a gap; of one that was killed the last line may lack its end. What is wrong there first, or null. */
function misplaced(lines: readonly string[]): string | null {
  const isRight = (line: string, index: number) => {
    const expected = `L ${index + 1}`;
    return line === expected || (index === lines.length - 1 && expected.startsWith(line));
  };
  const place = lines.findIndex((line, index) => !isRight(line, index));
  return place < 0 ? null : `line ${place + 1} of ${lines.length} is "${lines[place]}"`;
}

function linesFaults(seen: Seen, { lines, outcome: natural }: Kind): readonly string[] {
  const { log, outcome, begun, wasPaused } = seen;
  const attempts = attemptsIn(log);
  const last = attempts.at(-1) ?? [];
  const isWhole = outcome === 'succeeded' && last.length !== lines;
  // Stopped for the second that its timeout takes, a command has not come to its first word.
  const mayNotBegin = outcome === 'failed' || (outcome === 'timed_out' && wasPaused);
  const neverBegan = outcome === natural && begun.length === 0 && !mayNotBegin;
  return [
    ...attempts
      .map(misplaced)
      .filter((place) => place !== null)
      .map((place) => `lines are missing, repeated or out of order: ${place}`),
    ...(isWhole ? [`succeeded with ${last.length} of ${lines} lines`] : []),
    ...(attempts.length > begun.length
      ? [`"begun" ${attempts.length} times, begun ${begun.length} times`]
      : []),
    ...(neverBegan ? ['never began'] : []),
  ];
}

/** A clock that was an hour ahead has written one of the run's moments. */
export function isMistimed({ createdAt, startedAt, completedAt, formerAttempts, seenAt }: Seen): boolean {
  const former = formerAttempts.flatMap((attempt) => [attempt.startedAt, attempt.endedAt]);
  return [createdAt, startedAt, completedAt, ...former].some((moment) => (moment ?? 0) > seenAt);
}

function timeFaults(seen: Seen): readonly string[] {
  const { createdAt, completedAt, timings, attempts } = seen;
  if (completedAt === null || isMistimed(seen)) return [];
  const sum = (timings.wait ?? 0) + (timings.start ?? 0) + (timings.execute ?? 0);
  const span = (completedAt - createdAt) / 1000;
  // A run that never began has no start, and of one that was retried the wait reaches to its last attempt.
  const isWhole = attempts === 1 && (timings.execute ?? 0) > 0;
  return isWhole && Math.abs(sum - span) > 0.002 ? [`intervals of ${sum} s in ${span} s`] : [];
}

/** What is wrong with a run, in words; nothing where all promises hold. */
export function faultsOf(seen: Seen, circumstances: Circumstances): readonly string[] {
  const kind = kinds[seen.kind];
  const { outcome, begun } = seen;
  const allowed = allowedOutcomes(seen, circumstances);
  const faults = [
    ...(outcome === null ? [`no outcome; it is ${seen.state}`] : []),
    ...(outcome !== null && !allowed.includes(outcome)
      ? [`the outcome ${outcome}, though ${seen.wasStruck ? 'hit' : 'left alone'}`]
      : []),
    ...(new Set(begun).size === begun.length ? [] : [`attempts begun: ${begun}`]),
    ...linesFaults(seen, kind),
    ...timeFaults(seen),
  ];
  return faults.map((fault) => `${seen.kind} run ${seen.key}: ${fault}`);
}

/** The most runs that executed at one moment; of one that was retried its last attempt. */
export function mostAtOnce(runs: readonly Pick<Seen, 'completedAt' | 'timings'>[]): number {
  const changes = runs.flatMap(({ completedAt, timings }) => {
    const { execute = 0 } = timings;
    if (completedAt === null || execute === 0) return [];
    return [
      { at: completedAt - Math.round(execute * 1000), by: 1 },
      { at: completedAt, by: -1 },
    ];
  });
  // An end comes before a beginning of the same millisecond.
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
