import type { Backup } from '../../src/environment/backup/backup.ts';

/** Of `main` of `shop`. */
export function aBackup(change: Partial<Backup> = {}): Backup {
  return {
    id: 'ccccccccccccc',
    project: 'shop',
    environment: 'main',
    commit: '0123456789abcdef',
    deployment: null,
    volumes: 1,
    sizeMiB: 64,
    isLive: false,
    createdAt: new Date('2026-08-01T10:00:00.000Z'),
    ...change,
  };
}
