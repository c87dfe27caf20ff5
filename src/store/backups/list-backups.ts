import type { Backup } from '../../environment/backup/backup.ts';
import type { Database } from '../store.ts';
import { fromBackupRow } from './backup-row.ts';

/** An environment's backups, newest first. */
export async function listBackups(
  db: Database,
  project: string,
  environment: string,
): Promise<readonly Backup[]> {
  const rows = await db
    .selectFrom('backups')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .orderBy('created_at_ms', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(fromBackupRow);
}
