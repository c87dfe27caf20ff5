import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * Does what `crun start` does, without the two processes that it costs: writes a byte into the pipe on which the init of
 * a created container waits, and takes the pipe away, which turns `created` into `running`. False where the
 * runtime has no such pipe. Whoever is killed in between leaves a container that is begun and called created; to begin it once more
 * finds nobody at the pipe and is no second start.
 */
export function releaseStartFifo(stateDirectory: string): boolean {
  const path = join(stateDirectory, 'exec.fifo');
  try {
    const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(pipe, '0');
    } finally {
      closeSync(pipe);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    // Nobody reads any more: it is begun, or dead, which its end tells.
    if (codeOf(error) !== 'ENXIO' && codeOf(error) !== 'EPIPE') throw error;
  }
  rmSync(path, { force: true });
  return true;
}
