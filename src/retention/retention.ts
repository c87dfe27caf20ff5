import { setImmediate as turn } from 'node:timers/promises';
import { chooseRemovals, type Kept, type Removal } from './choose-removals.ts';
import type { KeepLimit, RetentionLimits } from './limits.ts';
import type { Shelf } from './shelf.ts';

/** What retention needs of the store. */
export interface RetentionRecords {
  projects(): Promise<readonly string[]>;
  limits(project: string): Promise<RetentionLimits>;
  /** When each of these activities ended; those that are under way, or unknown, are left out. */
  ended(project: string, activities: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Which of these the project has at all. */
  known(project: string, activities: readonly string[]): Promise<ReadonlySet<string>>;
  /** Finished activities that the limit does not keep, the oldest first, so many at most. */
  outlived(project: string, limit: KeepLimit, now: Date, most: number): Promise<readonly string[]>;
  countOutlived(project: string, limit: KeepLimit, now: Date): Promise<number>;
  /** Removes finished activities with their runs and deliveries; counts them. */
  forget(project: string, activities: readonly string[], now: Date): Promise<number>;
  /** Notes in the activity that something of it was removed. */
  note(activity: string, what: ShelfName, at: Date, reason: string): Promise<void>;
}

export type ShelfName = 'log' | 'artifacts';

export interface RetentionParts {
  readonly records: RetentionRecords;
  readonly shelves: Readonly<Record<ShelfName, Shelf>>;
}

/** What went, or would. */
export interface Pruned {
  readonly activities: number;
  readonly logs: Amount;
  readonly artifacts: Amount;
}

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

const batch = 100;
/** Nobody is about to write what was left alone for so long. */
const orphanMilliseconds = 60 * 60 * 1000;

/** Removes what a project need not keep any more; with `dryRun` only counts it. Nothing of an activity that is not over goes. */
export async function prune(
  { records, shelves }: RetentionParts,
  project: string,
  dryRun: boolean,
  now: Date,
): Promise<Pruned> {
  const limits = await records.limits(project);
  const shelf = (name: ShelfName, limit: KeepLimit) =>
    clearShelf({ records, shelf: shelves[name], name, limit, project, dryRun, now });
  const logs = await shelf('log', limits.logs);
  const artifacts = await shelf('artifacts', limits.artifacts);
  const activities = dryRun
    ? await records.countOutlived(project, limits.activities, now)
    : await forgetActivities({ records, shelves }, project, limits.activities, now);
  return { activities, logs, artifacts };
}

interface Clearing {
  readonly records: RetentionRecords;
  readonly shelf: Shelf;
  readonly name: ShelfName;
  readonly limit: KeepLimit;
  readonly project: string;
  readonly dryRun: boolean;
  readonly now: Date;
}

async function clearShelf(clearing: Clearing): Promise<Amount> {
  const { records, shelf, limit, project, dryRun, now } = clearing;
  const found = await shelf.list(project);
  const kept: Kept[] = [];
  for (let start = 0; start < found.length; start += batch) {
    const some = found.slice(start, start + batch);
    const ended = await records.ended(
      project,
      some.map(({ activity }) => activity),
    );
    for (const { activity, bytes } of some) {
      const endedAt = ended.get(activity);
      if (endedAt !== undefined) kept.push({ activity, bytes, endedAt });
    }
  }
  const removals = chooseRemovals(kept, limit, now);
  if (!dryRun) {
    await removeOrphans(clearing, found);
    for (const removal of removals) await removeOne(clearing, removal);
  }
  return { count: removals.length, bytes: removals.reduce((sum, { kept }) => sum + kept.bytes, 0) };
}

const whatIs: Readonly<Record<ShelfName, string>> = { log: 'This log was', artifacts: 'These files were' };

async function removeOne(clearing: Clearing, { kept, reason }: Removal): Promise<void> {
  const { records, shelf, name, project, now } = clearing;
  await shelf.remove(
    project,
    kept.activity,
    `[errand] ${whatIs[name]} removed at ${now.toISOString()}: ${reason}.`,
  );
  await records.note(kept.activity, name, now, reason);
  // Others have their turn between any two.
  await turn();
}

/** Of activities that were forgotten in the moment before a crash. */
async function removeOrphans(
  { records, shelf, project, now }: Clearing,
  found: Awaited<ReturnType<Shelf['list']>>,
): Promise<void> {
  const old = found.filter(({ modifiedAt }) => now.getTime() - modifiedAt.getTime() > orphanMilliseconds);
  for (let start = 0; start < old.length; start += batch) {
    const names = old.slice(start, start + batch).map(({ activity }) => activity);
    const known = await records.known(project, names);
    for (const name of names) if (!known.has(name)) await shelf.forget(project, name);
  }
}

async function forgetActivities(
  { records, shelves }: RetentionParts,
  project: string,
  limit: KeepLimit,
  now: Date,
): Promise<number> {
  let count = 0;
  for (;;) {
    const some = await records.outlived(project, limit, now, batch);
    if (some.length === 0) return count;
    const forgotten = await records.forget(project, some, now);
    count += forgotten;
    for (const activity of some) {
      await shelves.log.forget(project, activity);
      await shelves.artifacts.forget(project, activity);
    }
    if (forgotten === 0) return count;
    await turn();
  }
}
