import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { linkToSealedCopy } from '../../linux/sealed-program.ts';

/** By its own name, so that it is found in a list of processes. `path` itself where it does not run as a sealed copy. */
export function runtimeProgram(path: string, directory: string): string {
  const link = join(directory, basename(path));
  try {
    linkToSealedCopy(path, link);
  } catch {
    return path;
  }
  return spawnSync(link, ['--version'], { stdio: 'ignore' }).status === 0 ? link : path;
}
