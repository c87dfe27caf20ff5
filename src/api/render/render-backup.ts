import type { Backup } from '../../environment/backup/backup.ts';
import { environmentHref } from './hrefs.ts';
import { renderInstant } from './instant.ts';

const bytesPerMiB = 1024 * 1024;

/** A backup as the Upsun API has it (schema Backup). */
export function renderBackup(backup: Backup) {
  const href = `${environmentHref(backup.project, backup.environment)}/backups/${backup.id}`;
  return {
    id: backup.id,
    created_at: renderInstant(backup.createdAt),
    updated_at: renderInstant(backup.createdAt),
    attributes: {},
    status: 'CREATED',
    expires_at: null,
    index: null,
    commit_id: backup.commit ?? '',
    environment: backup.environment,
    safe: !backup.isLive,
    size_of_volumes: backup.sizeMiB * bytesPerMiB,
    size_used: null,
    deployment: backup.deployment,
    restorable: true,
    automated: false,
    _links: { self: { href }, '#restore': { href: `${href}/restore` }, '#delete': { href } },
  };
}
