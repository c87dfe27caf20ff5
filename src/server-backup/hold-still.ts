import { rmSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { Volumes } from '../volume/volumes.ts';
import { type BackupManifest, manifestName, recordsName, workName } from './archive.ts';

/** What a server that runs holds still for a backup of itself. */
export type HeldStill =
  | { readonly state: 'in_progress' }
  | { readonly state: 'ready'; readonly work: string; readonly manifest: BackupManifest }
  | { readonly state: 'failed'; readonly message: string };

export interface ServerBackupRoom {
  /** Begins anew; what was held before goes. Error: `conflict` while one is being made. */
  begin(): void;
  /** Null where nothing is held. */
  held(): HeldStill | null;
  /** Lets go of what is held. Error: `conflict` while one is being made. */
  end(): Promise<void>;
}

export interface ServerBackupParts {
  readonly home: string;
  /** Where the records are: a file or a URL. */
  readonly records: string;
  readonly volumes: Volumes;
  readonly log: Pick<EventLog, 'error'>;
}

/** Below the folder of what is held. */
export const copiesName = 'copies';

/** Empties the folder: nobody waits for what a former server held. */
export function openServerBackups(parts: ServerBackupParts): ServerBackupRoom {
  const work = join(parts.home, workName);
  rmSync(work, { recursive: true, force: true });
  let held: HeldStill | null = null;
  const refuseUnderWay = () => {
    if (held?.state === 'in_progress')
      throw new ErrandError('conflict', 'a backup of this server is being made already; wait for it');
  };
  return {
    begin() {
      refuseUnderWay();
      held = { state: 'in_progress' };
      holdStill(parts, work).then(
        (manifest) => {
          held = { state: 'ready', work, manifest };
        },
        (error: unknown) => {
          parts.log.error({ error }, 'the server could not be backed up');
          held = { state: 'failed', message: error instanceof Error ? error.message : String(error) };
        },
      );
    },
    held: () => held,
    async end() {
      refuseUnderWay();
      held = null;
      await rm(work, { recursive: true, force: true });
    },
  };
}

/**
 * Records first: whatever they speak of is in the state folder then, and what comes later is more than they know. Volumes are copied,
 * those of an environment as of one moment; their writers wait meanwhile.
 */
async function holdStill(parts: ServerBackupParts, work: string): Promise<BackupManifest> {
  const { home, volumes } = parts;
  await rm(work, { recursive: true, force: true });
  const copies = join(work, copiesName, 'storage', 'volumes');
  await mkdir(copies, { recursive: true, mode: 0o700 });
  const createdAt = new Date().toISOString();
  await requireRoom(volumes, home);
  // Loaded when it is needed, which is seldom.
  const { snapshotRecords } = await import('./records.ts');
  const records = await snapshotRecords(parts.records, join(work, recordsName));
  const groups = Map.groupBy(await volumes.list(), ({ id }) => environmentOf(id));
  for (const prefix of groups.keys()) await copyTogether(volumes, prefix, copies);
  const manifest: BackupManifest = { format: 1, createdAt, home, records };
  await writeFile(join(work, manifestName), JSON.stringify(manifest));
  return manifest;
}

/** The types of file systems where a copy shares the blocks of what it is a copy of: XFS and Btrfs (statfs(2)). */
const sharingTypes: ReadonlySet<number> = new Set([0x58465342, 0x9123683e]);
/** Left for what the server goes on writing. */
const leftFree = 256 * 1024 * 1024;

/** Error: `backup_failed`, before the disk of a server that runs is full of copies. */
async function requireRoom(volumes: Volumes, home: string): Promise<void> {
  const { type, bavail, bsize } = await statfs(home);
  if (sharingTypes.has(type)) return;
  const used = (await volumes.list()).map(async ({ id }) => (await volumes.usage(id)).usedBytes);
  const needed = (await Promise.all(used)).reduce((sum, bytes) => sum + bytes, leftFree);
  const free = bavail * bsize;
  if (needed <= free) return;
  const [missing, there] = [needed, free].map((bytes) => Math.ceil(bytes / 1024 / 1024));
  throw new ErrandError(
    'backup_failed',
    `the copies of volumes need ${missing} MiB on the disk of ${home}, with 256 MiB left free, and it has ${there} MiB; free some, or stop the server, of which nothing is copied twice`,
  );
}

/** What ids of an environment's volumes begin with (`volume-id.ts`). */
const environmentOf = (id: string) =>
  id
    .split('.')
    .slice(0, 2)
    .map((part) => `${part}.`)
    .join('');

async function copyTogether(volumes: Volumes, prefix: string, folder: string): Promise<void> {
  const ids = (await volumes.list(prefix)).map(({ id }) => id);
  try {
    await volumes.frozen(ids, async () => {
      for (const id of ids) await volumes.copy(id, join(folder, `${id}.img`));
    });
  } catch (error) {
    // One that was deleted meanwhile is in no backup.
    if (!(error instanceof ErrandError) || error.code !== 'volume_not_found') throw error;
    await copyTogether(volumes, prefix, folder);
  }
}
