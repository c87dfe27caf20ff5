import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { removeExitFiles } from './exit-files.ts';
import type { EngineParts } from './oci-container.ts';

const attempts = 500;
const pauseMilliseconds = 10;

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Keeper, runtime, and the runtime's child that would become the container's init: all were told the bundle. */
function makersOf(bundle: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => argumentsOf(pid).includes(bundle)).map(Number);
}

function end(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  }
}

/**
 * Takes away a container whose making was cut short, by a failure or by the end of the server that made it. Those who may
 * still be at it are ended first: what they made afterwards would be nobody's.
 */
async function removeHalfMade(parts: EngineParts, id: string): Promise<void> {
  const bundle = parts.bundleOf(id);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const makers = makersOf(bundle);
    end(makers);
    if (makers.length === 0) break;
    await delay(pauseMilliseconds);
  }
  await parts.runtime.delete(id).catch(() => undefined);
  parts.runtime.forget(id);
  end(parts.cgroups.processes(parts.cgroupOf(id)));
  await parts.cgroups.remove(parts.cgroupOf(id));
  removeExitFiles(parts.exitDirectory, id);
  for (const path of [parts.socketsOf(id), parts.rawOutputOf(id), bundle])
    rmSync(path, { recursive: true, force: true });
}

/** The same; one of which something stays, as where a process of it hangs in the kernel, is told, and false. */
export async function removeHalfMadeOrTell(parts: EngineParts, id: string): Promise<boolean> {
  try {
    await removeHalfMade(parts, id);
    return true;
  } catch (error) {
    parts.settings.onLeft(id, error);
    return false;
  }
}
