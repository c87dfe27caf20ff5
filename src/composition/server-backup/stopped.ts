import { existsSync } from 'node:fs';
import { mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import {
  archiveArguments,
  type BackupManifest,
  manifestName,
  recordsName,
  tar,
} from '../../server-backup/archive.ts';
import { copyRecords } from '../../server-backup/records.ts';
import { isPostgresUrl } from '../../store/open.ts';
import { homeInUse, lockHome } from '../preconditions.ts';
import { readSettings } from '../settings/settings.ts';
import { storeLocation } from '../store-location.ts';

export interface ServerBackup extends BackupManifest {
  readonly path: string;
  readonly bytes: number;
}

/** Whether a server has this home now, which then has to make its backup itself. */
export function serverRuns(home: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return homeInUse(readSettings({ home }, environment).instance);
}

/** Where the backup goes. Error: `usage` where it would overwrite something, or be lost with the home. */
export function backupTarget(home: string, to: string): string {
  const path = resolve(to);
  if (existsSync(path)) throw new ErrandError('usage', `${path} is there already; name another file`);
  if (`${path}/`.startsWith(`${resolve(home)}/`))
    throw new ErrandError(
      'usage',
      `${path} is in the state folder, and would be lost with it; name a file elsewhere`,
    );
  return path;
}

/**
 * Has `write` fill a file that appears at `path` when it is whole and on disk, readable by its owner alone. Returns its size in
 * bytes, and what `write` came to.
 */
export async function writeWhole<Written>(
  path: string,
  write: (partial: string, work: string) => Promise<Written>,
): Promise<{ readonly bytes: number; readonly written: Written }> {
  const work = await mkdtemp(join(dirname(path), '.errand-backup-'));
  try {
    // Its ending says how it is compressed.
    const partial = join(work, basename(path));
    await writeFile(partial, '', { mode: 0o600 });
    const written = await write(partial, work);
    await using file = await open(partial, 'r');
    await file.sync();
    await rename(partial, path);
    return { bytes: (await stat(path)).size, written };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Puts all that a stopped server keeps into one file: its records, from whichever database, and its state folder with keys,
 * sources, logs, artifacts and volumes. Errors: `home_in_use`, `usage`, `backup_failed`.
 */
export async function backUpStopped(
  options: { readonly home: string; readonly to: string },
  environment: NodeJS.ProcessEnv,
): Promise<ServerBackup> {
  const settings = readSettings({ home: options.home }, environment);
  const { home } = settings;
  const path = backupTarget(home, options.to);
  const from = storeLocation(settings);
  if (!isPostgresUrl(from) && !existsSync(from))
    throw new ErrandError('usage', `there are no records at ${from}; name the server's home with --home`);
  const lock = await lockHome(settings.instance, home);
  try {
    const { bytes, written } = await writeWhole(path, async (partial, work) => {
      const records = await copyRecords(from, join(work, recordsName));
      const manifest: BackupManifest = { format: 1, createdAt: new Date().toISOString(), home, records };
      await writeFile(join(work, manifestName), JSON.stringify(manifest));
      await tar(archiveArguments(partial, { work, home, copies: null }));
      return manifest;
    });
    return { ...written, path, bytes };
  } finally {
    lock.release();
  }
}
