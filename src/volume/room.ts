import { ErrandError } from '../errors/errand-error.ts';
import type { Volumes } from './volumes.ts';

/** The folder of a volume, made at first and grown to the size that is asked for, mounted. */
export async function openRoom(volumes: Volumes, id: string, sizeMiB: number): Promise<string> {
  const found = await volumes.find(id);
  if (found === null) await createUnlessThere(volumes, id, sizeMiB);
  else if (found.sizeMiB < sizeMiB) await growIfFree(volumes, id, sizeMiB);
  return volumes.mount(id);
}

async function createUnlessThere(volumes: Volumes, id: string, sizeMiB: number): Promise<void> {
  try {
    await volumes.create(id, sizeMiB);
  } catch (error) {
    // Somebody else needed it in the same moment.
    if (!(error instanceof ErrandError && error.code === 'conflict')) throw error;
  }
}

/** One that is in use, on a machine that cannot grow it meanwhile, grows at its next start. */
async function growIfFree(volumes: Volumes, id: string, sizeMiB: number): Promise<void> {
  try {
    await volumes.resize(id, sizeMiB);
  } catch (error) {
    if (!(error instanceof ErrandError && error.code === 'conflict')) throw error;
  }
}
