import type { Backup } from '../../environment/backup/backup.ts';
import type { BackupTable } from '../schema.ts';

export function toBackupRow(backup: Backup): BackupTable {
  return {
    id: backup.id,
    project: backup.project,
    environment: backup.environment,
    commit_id: backup.commit,
    deployment: backup.deployment,
    volumes: backup.volumes,
    size_mib: backup.sizeMiB,
    is_live: backup.isLive ? 1 : 0,
    created_at_ms: backup.createdAt.getTime(),
  };
}

export function fromBackupRow(row: BackupTable): Backup {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    commit: row.commit_id,
    deployment: row.deployment,
    volumes: row.volumes,
    sizeMiB: row.size_mib,
    isLive: row.is_live === 1,
    createdAt: new Date(row.created_at_ms),
  };
}
