import type { FollowedLog } from './followed-log.ts';
import type { Take } from './live-readers.ts';
import type { LogEntry, LogItem } from './log-entry.ts';

/** What a reader of a log asks for, as the API's parameters do (T16). */
export interface ReadOptions {
  /** Id of the first entry wanted; 0 if absent. */
  readonly startAt?: number | undefined;
  /** Most entries to give; absent or 0 for no limit. The seal is not one of them. */
  readonly maxItems?: number | undefined;
  /** How long to wait for the seal. 0: give what is there. Absent or negative: until the seal. */
  readonly maxDelaySeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Given entries in place of batches while the reader has all that is there; only where no limit is asked for. */
  readonly take?: Take | undefined;
}

/**
 * The log's entries as they come, in batches, and the seal if it comes in time. Reads only when asked for the
 * next batch, so a slow reader costs no memory.
 */
export async function* followLog(log: FollowedLog, options: ReadOptions): AsyncGenerator<readonly LogItem[]> {
  const { startAt = 0, signal, take } = options;
  const deadline = deadlineOf(options.maxDelaySeconds);
  let left = options.maxItems || Number.POSITIVE_INFINITY;
  let endOffset = Number.POSITIVE_INFINITY;
  let position = await log.seek(startAt);
  while (!log.closed && !signal?.aborted) {
    // Both before the read: the last lines are in the file before the seal is set (P6).
    const { version, sealed } = log;
    // Who writes without a pause must not hold a reader beyond its time.
    if (performance.now() >= deadline) endOffset = Math.min(endOffset, log.size());
    const batch = await log.read(position, sealed, version);
    position = batch.to;
    const entries = wanted(batch.entries, startAt, left);
    left -= entries.length;
    if (entries.length > 0) yield entries;
    if (left === 0 || (!sealed && position.offset >= endOffset)) return;
    if (batch.entries.length > 0) continue;
    if (sealed) yield [{ id: position.id, seal: true }];
    if (sealed || performance.now() >= deadline) return;
    const isEndless = left === Number.POSITIVE_INFINITY && deadline === Number.POSITIVE_INFINITY;
    const mayTake = isEndless && take !== undefined && position.id >= startAt;
    const live = mayTake ? log.live(position, version, take, signal) : null;
    if (live !== null) position = await live;
    else await log.wait(version, deadline - performance.now(), signal);
  }
}

/** On the clock of `performance.now()`. */
function deadlineOf(maxDelaySeconds = -1): number {
  return maxDelaySeconds < 0 ? Number.POSITIVE_INFINITY : performance.now() + maxDelaySeconds * 1000;
}

function wanted(entries: readonly LogEntry[], startAt: number, most: number): readonly LogEntry[] {
  const skipped = startAt - (entries[0]?.id ?? startAt);
  if (skipped <= 0 && entries.length <= most) return entries;
  const start = Math.max(0, skipped);
  return entries.slice(start, start + most);
}
