/** How many runs of an environment execute at once (T21). */
export interface QueueLimits {
  readonly runsAtOnce: number;
  /** Task → its own limit, for tasks that have one. */
  readonly tasks: Readonly<Record<string, number>>;
}

/** What the operator wrote down or the API was told: a part of the limits, the rest being left to others. */
export interface PartialQueueLimits {
  readonly runsAtOnce?: number | undefined;
  readonly tasks?: Readonly<Record<string, number>> | undefined;
}

/** The limits where `first` says something, else those of the next. The last says all. */
export function combineLimits(
  first: PartialQueueLimits,
  ...next: readonly PartialQueueLimits[]
): QueueLimits {
  const all = [first, ...next];
  const runsAtOnce = all.find((limits) => limits.runsAtOnce !== undefined)?.runsAtOnce;
  if (runsAtOnce === undefined) throw new Error('no limit for the environment');
  return { runsAtOnce, tasks: Object.assign({}, ...all.toReversed().map(({ tasks }) => tasks)) };
}

export interface QueueAhead {
  /** Runs that begin before it. */
  readonly ahead: number;
  /** Seconds for which each run under way has executed. */
  readonly elapsedSeconds: readonly number[];
  readonly runsAtOnce: number;
  /** Of recent runs; null where there are none. */
  readonly usualSeconds: number | null;
}

/** Seconds until a run leaves the queue, if all take as long as recent ones did; null where none has ended yet. */
export function expectedWaitSeconds({
  ahead,
  elapsedSeconds,
  runsAtOnce,
  usualSeconds,
}: QueueAhead): number | null {
  const free = Math.max(0, runsAtOnce - elapsedSeconds.length);
  if (ahead < free) return 0;
  if (usualSeconds === null) return null;
  const remaining = elapsedSeconds.map((elapsed) => Math.max(0, usualSeconds - elapsed));
  const slots = [...Array<number>(free).fill(0), ...remaining].sort((one, other) => one - other);
  const rounds = Math.floor(ahead / slots.length);
  return Math.round((slots[ahead % slots.length] ?? 0) + rounds * usualSeconds);
}
