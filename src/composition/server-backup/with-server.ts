import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../../errors/errand-error.ts';
import { archiveArguments, type BackupManifest, tar } from '../../server-backup/archive.ts';
import { copiesName } from '../../server-backup/hold-still.ts';
import { backupTarget, type ServerBackup, writeWhole } from './stopped.ts';

/** The server's API, as far as it is needed here. */
export interface BackupClient {
  post(path: string, body: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

interface BackupDocument {
  readonly state: string;
  readonly work: string | null;
  readonly message: string | null;
  readonly manifest: BackupManifest | null;
}

const path = '/backup';
const pollMilliseconds = 200;

/**
 * The same of a server that runs: it holds its records and volumes still, and goes on; its state folder is read beside it. Errors: `usage`,
 * `backup_failed`, `conflict` where somebody else makes one, and those of the client.
 */
export async function backUpRunning(
  options: { readonly home: string; readonly to: string },
  client: BackupClient,
): Promise<ServerBackup> {
  const target = backupTarget(options.home, options.to);
  await client.post(path, {});
  try {
    const { work, manifest } = await heldStill(client);
    const parts = { work, home: manifest.home, copies: join(work, copiesName) };
    const { bytes } = await writeWhole(target, (partial) =>
      tar(archiveArguments(partial, parts), 'changing'),
    );
    return { ...manifest, path: target, bytes };
  } finally {
    await client.delete(path).catch(() => undefined);
  }
}

async function heldStill(client: BackupClient) {
  for (;;) {
    const { state, work, message, manifest } = (await client.get(path)) as BackupDocument;
    if (state === 'ready' && work !== null && manifest !== null) return { work, manifest };
    if (state === 'failed') throw new ErrandError('backup_failed', message ?? 'the server does not say why');
    await delay(pollMilliseconds);
  }
}
