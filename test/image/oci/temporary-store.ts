import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ImageStore,
  type ImageStoreSettings,
  openImageStore,
} from '../../../src/image/oci/image-store.ts';
import type { RegistryAccess } from '../../../src/image/oci/registry-access.ts';

export interface TemporaryImageStore extends AsyncDisposable {
  readonly directory: string;
  readonly settings: ImageStoreSettings;
  readonly store: ImageStore;
  /** The store as the next server finds it. */
  reopen(access?: RegistryAccess): Promise<ImageStore>;
}

export const authorityPem = '-----BEGIN CERTIFICATE-----\nof errand\n-----END CERTIFICATE-----\n';

/** An image store in a folder of its own that may speak plain HTTP to the registry. */
export async function openTemporaryStore(host: string, login = {}): Promise<TemporaryImageStore> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-images-'));
  await chmod(directory, 0o711);
  const access = { registries: { [host]: { tls: false, ...login } }, authFile: null };
  const settings = {
    directory: join(directory, 'images'),
    runtimeDirectory: join(directory, 'run'),
    access,
    authorityPem,
  };
  return {
    directory,
    settings,
    store: await openImageStore(settings),
    reopen: (other = access) => openImageStore({ ...settings, access: other }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
