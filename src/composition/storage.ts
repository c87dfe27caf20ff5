import { join } from 'node:path';
import type { Storage } from '../deploy/storage.ts';
import { openImageVolumes } from '../volume/image-volumes.ts';
import type { Settings } from './settings/settings.ts';

/** Opens the room for volumes; `stack` unmounts all. */
export async function openStorage(settings: Settings, stack: AsyncDisposableStack): Promise<Storage> {
  const { preallocate: preallocated } = settings.disk;
  const directory = join(settings.home, 'storage');
  const volumes = await openImageVolumes({ directory, durable: true, preallocated });
  stack.defer(() => volumes.close());
  const scratch = await openImageVolumes({ directory: join(settings.home, 'scratch'), durable: false });
  stack.defer(() => scratch.close());
  return { volumes, scratch, sizes: settings.disk };
}

/** Removes what containers left that are gone; `kept` are those that go on. */
export async function emptyScratch({ scratch }: Storage, kept: ReadonlySet<string>): Promise<void> {
  for (const { id } of await scratch.list()) if (!kept.has(id)) await scratch.delete(id);
}
