import { setTimeout as delay } from 'node:timers/promises';
import { isRefusedForNow } from '../store/postgres/connection-lost.ts';

const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 2000;

/** SQLITE_BUSY, SQLITE_READONLY, SQLITE_IOERR and SQLITE_FULL: https://sqlite.org/rescode.html */
const passingResults = new Set([5, 8, 10, 13]);
const passingCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']);

/** Whether it is the disk's fault, which may have room again. */
export function isDiskFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown };
  return (
    (typeof errcode === 'number' && passingResults.has(errcode & 0xff)) ||
    (typeof code === 'string' && passingCodes.has(code))
  );
}

export interface Patience {
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal;
  readonly onFault: (error: unknown) => void;
}

/** Does what must be written down, again and again while the disk or the database does not take it. Throws every other error. */
export async function untilRecorded<T>(work: () => Promise<T>, { signal, onFault }: Patience): Promise<T> {
  for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * 2, longestPauseMilliseconds)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !(isDiskFault(error) || isRefusedForNow(error))) throw error;
      onFault(error);
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
