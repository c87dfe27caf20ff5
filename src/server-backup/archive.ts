import { ErrandError } from '../errors/errand-error.ts';
import { attempt } from '../volume/program.ts';

/** What a backup says of itself; first in the archive. */
export interface BackupManifest {
  readonly format: 1;
  readonly createdAt: string;
  readonly home: string;
  /** Rows of each table. */
  readonly records: Readonly<Record<string, number>>;
}

export const manifestName = 'errand-backup.json';
export const recordsName = 'errand-records.db';
export const homeName = 'home';

/** Where a server that runs puts what it backs up together; in its home, and in no backup. */
export const workName = 'backup-work';

/** Made anew by a server, or of no use without the processes that are gone. */
const leftOut = ['store', 'results', 'scratch', 'imports', 'bodies', 'builds', workName, 'server.log'];

export interface ArchiveParts {
  /** Has the manifest and the records. */
  readonly work: string;
  readonly home: string;
  /** Has volumes in the place of the home's own, below `storage/volumes`; null where those lie still. */
  readonly copies: string | null;
}

/** Owners are numbers and holes are kept: volumes are sparse, and no user of containers is known elsewhere. */
export function archiveArguments(to: string, { work, home, copies }: ArchiveParts): readonly string[] {
  return [
    '--create',
    '--auto-compress',
    '--sparse',
    '--numeric-owner',
    '--one-file-system',
    `--file=${to}`,
    `--transform=flags=r;s,^\\.,${homeName},`,
    `--directory=${work}`,
    manifestName,
    recordsName,
    ...(copies === null ? [] : [`--directory=${copies}`, '.']),
    `--directory=${home}`,
    // Holds for what comes after it.
    ...[...leftOut, ...(copies === null ? [] : ['storage/volumes'])].map((name) => `--exclude=./${name}`),
    '.',
  ];
}

/** How tar ends where a file grew or went while it was read. */
const filesChanged = 1;

/** Runs tar to its end, over files that lie still or, as those of a server that runs, do not. Error: `backup_failed`. */
export async function tar(args: readonly string[], files: 'still' | 'changing' = 'still'): Promise<void> {
  const { status, complaint } = await attempt('tar', args);
  const isDone = status === 0 || (status === filesChanged && files === 'changing');
  if (!isDone) throw new ErrandError('backup_failed', `tar ended with ${status}: ${complaint}`);
}
