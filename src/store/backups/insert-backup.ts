import type { Backup } from '../../environment/backup/backup.ts';
import type { Database } from '../store.ts';
import { toBackupRow } from './backup-row.ts';

export async function insertBackup(db: Database, backup: Backup): Promise<void> {
  await db.insertInto('backups').values(toBackupRow(backup)).execute();
}
