import type { EventLog } from '../observe/event-log.ts';
import type { PreparedRun } from './stage.ts';

const firstPauseMilliseconds = 1000;
const longestPauseMilliseconds = 60_000;

export interface CleanUpParts {
  readonly log: EventLog;
  /** Fires when the server stops: what is left then is removed by the next one. */
  readonly stopping: AbortSignal;
}

/**
 * Takes away what was made for a run. Never throws: what cannot be removed now, as where a process in it hangs in the kernel, is tried
 * again without anybody waiting for it. It keeps its seat so long, as its processes may be there still.
 */
export async function cleanUp(prepared: PreparedRun, parts: CleanUpParts): Promise<void> {
  if (!(await isRemoved(prepared, parts))) removeLater(prepared, parts, firstPauseMilliseconds);
}

async function isRemoved(prepared: PreparedRun, { log }: CleanUpParts): Promise<boolean> {
  try {
    await prepared.close();
    return true;
  } catch (error) {
    const about = { container: prepared.container.id, error };
    log.error(about, 'a container could not be removed; it is tried again');
    return false;
  }
}

function removeLater(prepared: PreparedRun, parts: CleanUpParts, pauseMilliseconds: number): void {
  const again = async () => {
    if (parts.stopping.aborted) return;
    if (await isRemoved(prepared, parts)) {
      const about = { container: prepared.container.id };
      parts.log.info(about, 'a container is removed that could not be before');
    } else removeLater(prepared, parts, Math.min(pauseMilliseconds * 2, longestPauseMilliseconds));
  };
  setTimeout(() => void again(), pauseMilliseconds).unref();
}
