import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import {
  type BackupManifest,
  homeName,
  manifestName,
  recordsName,
  tar,
} from '../../server-backup/archive.ts';
import { copyRecords } from '../../server-backup/records.ts';
import { readSettings } from '../settings/settings.ts';
import { storeFile } from '../store-location.ts';

async function readManifest(folder: string, from: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => null);
  if (text !== null) return JSON.parse(text) as BackupManifest;
  throw new ErrandError('usage', `${from} is no backup of a server: it has no ${manifestName}`);
}

/**
 * Makes a state folder from a backup, and writes the records into the database that the settings name. All or nothing: the
 * folder is there when everything is in it. Errors: `conflict` where the folder or the database has something already,
 * `usage`, `backup_failed`.
 */
export async function restoreServer(
  options: { readonly home: string; readonly from: string },
  environment: NodeJS.ProcessEnv,
): Promise<BackupManifest> {
  const home = resolve(options.home);
  const from = resolve(options.from);
  if (!existsSync(from)) throw new ErrandError('usage', `there is no file ${from}`);
  if (existsSync(home))
    throw new ErrandError(
      'conflict',
      `${home} is there already; move it away, or name another folder with --home`,
    );
  await mkdir(dirname(home), { recursive: true });
  const work = await mkdtemp(join(dirname(home), '.errand-restore-'));
  try {
    await tar([
      '--extract',
      '--numeric-owner',
      '--same-permissions',
      '--same-owner',
      `--file=${from}`,
      `--directory=${work}`,
    ]);
    const manifest = await readManifest(work, from);
    const folder = join(work, homeName);
    const settings = readSettings({ home: folder }, environment);
    await copyRecords(join(work, recordsName), settings.store.databaseUrl ?? storeFile(folder));
    await rename(folder, home);
    return manifest;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
