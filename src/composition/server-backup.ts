import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { copyStore } from '../store/copy/copy-store.ts';
import { isPostgresUrl, openStore } from '../store/open.ts';
import { attempt } from '../volume/program.ts';
import { homeInUse, lockHome } from './preconditions.ts';
import { readSettings, type Settings } from './settings/settings.ts';
import { storeFile, storeLocation } from './store-location.ts';

/** What a backup says of itself; first in the archive. */
export interface BackupManifest {
  readonly format: 1;
  readonly createdAt: string;
  readonly home: string;
  /** Rows of each table. */
  readonly records: Readonly<Record<string, number>>;
}

export interface ServerBackup extends BackupManifest {
  readonly path: string;
  readonly bytes: number;
}

const manifestName = 'errand-backup.json';
const recordsName = 'errand-records.db';
const homeName = 'home';

/** Made anew by a server, or of no use without the processes that are gone. */
const leftOut = ['store', 'results', 'scratch', 'imports', 'bodies', 'builds', 'server.log'];

async function tar(...args: readonly string[]): Promise<void> {
  const { status, complaint } = await attempt('tar', args);
  if (status !== 0) throw new ErrandError('backup_failed', `tar ended with ${status}: ${complaint}`);
}

async function lockStopped(settings: Settings) {
  if (!(await homeInUse(settings.instance))) return lockHome(settings.instance, settings.home);
  throw new ErrandError(
    'home_in_use',
    `the server of ${settings.home} runs; stop it first. With ERRAND_ON_STOP=keep its runs go on meanwhile`,
  );
}

async function copyRecords(from: string, to: string): Promise<Readonly<Record<string, number>>> {
  await using stack = new AsyncDisposableStack();
  const source = stack.adopt(await openStore(from), (store) => store.close());
  const target = stack.adopt(await openStore(to), (store) => store.close());
  return Object.fromEntries(await copyStore(source.db, target.db));
}

async function syncToDisk(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

function refuseTarget(home: string, path: string): void {
  if (existsSync(path)) throw new ErrandError('usage', `${path} is there already; name another file`);
  if (`${path}/`.startsWith(`${home}/`))
    throw new ErrandError(
      'usage',
      `${path} is in the state folder, and would be lost with it; name a file elsewhere`,
    );
}

/** The archive's owners are numbers and its holes are kept: volumes are sparse, and no user of containers is known here. */
function archiveArguments(path: string, work: string, home: string): readonly string[] {
  return [
    '--create',
    '--auto-compress',
    '--sparse',
    '--numeric-owner',
    '--one-file-system',
    `--file=${path}`,
    `--directory=${work}`,
    manifestName,
    recordsName,
    `--directory=${home}`,
    ...leftOut.map((name) => `--exclude=./${name}`),
    `--transform=flags=r;s,^\\.,${homeName},`,
    '.',
  ];
}

/**
 * Puts all that a stopped server keeps into one file: its records, from whichever database, and its state folder with keys,
 * sources, logs, artifacts and volumes. The file is there when it is whole. Errors: `home_in_use`, `usage`, `backup_failed`.
 */
export async function backUpServer(
  options: { readonly home: string; readonly to: string },
  environment: NodeJS.ProcessEnv,
): Promise<ServerBackup> {
  const settings = readSettings({ home: options.home }, environment);
  const { home } = settings;
  const path = resolve(options.to);
  refuseTarget(home, path);
  const from = storeLocation(settings);
  if (!isPostgresUrl(from) && !existsSync(from))
    throw new ErrandError('usage', `there are no records at ${from}; name the server's home with --home`);
  const lock = await lockStopped(settings);
  const work = await mkdtemp(join(dirname(path), '.errand-backup-'));
  try {
    const records = await copyRecords(from, join(work, recordsName));
    const manifest: BackupManifest = { format: 1, createdAt: new Date().toISOString(), home, records };
    await writeFile(join(work, manifestName), JSON.stringify(manifest));
    // Its ending says how it is compressed.
    const partial = join(work, basename(path));
    await writeFile(partial, '', { mode: 0o600 });
    await tar(...archiveArguments(partial, work, home));
    await syncToDisk(partial);
    await rename(partial, path);
    return { ...manifest, path, bytes: (await stat(path)).size };
  } finally {
    await rm(work, { recursive: true, force: true });
    lock.release();
  }
}

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
    await tar(
      '--extract',
      '--numeric-owner',
      '--same-permissions',
      '--same-owner',
      `--file=${from}`,
      `--directory=${work}`,
    );
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
