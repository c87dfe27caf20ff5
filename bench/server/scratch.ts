import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one benchmark, gone at its end. */
export interface Scratch extends AsyncDisposable {
  readonly directory: string;
}

export async function openScratch(): Promise<Scratch> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-bench-'));
  // Passable: a runtime reaches root folders in it as the container's user.
  await chmod(directory, 0o711);
  return {
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
