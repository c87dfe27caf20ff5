import type { Backup } from '../../environment/backup/backup.ts';
import type { Database } from '../store.ts';
import { fromBackupRow } from './backup-row.ts';

export async function findBackup(db: Database, project: string, id: string): Promise<Backup | null> {
  const row = await db
    .selectFrom('backups')
    .selectAll()
    .where('project', '=', project)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : fromBackupRow(row);
}
