/** Something on the machine's disk that deployments need, or once did. */
export interface Holding {
  readonly usedAt: Date;
  readonly inUse: boolean;
}

/**
 * Those that may go: nobody uses them, they were not used for the time they are kept, and not since the oldest change that is under way
 * began, which may be about to deploy them.
 */
export function findUnused<Item extends Holding>(
  items: readonly Item[],
  now: Date,
  keepMilliseconds: number,
  oldestChange: Date | null,
): readonly Item[] {
  const kept = now.getTime() - keepMilliseconds;
  const limit = Math.min(kept, oldestChange?.getTime() ?? kept);
  return items.filter(({ inUse, usedAt }) => !inUse && usedAt.getTime() <= limit);
}
