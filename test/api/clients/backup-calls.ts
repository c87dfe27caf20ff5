import { expect } from 'vitest';
import { type ClientCall, main, started } from './client-call.ts';

/** The backup that `clients.test.ts` puts there. */
export const backup = 'ccccccccccccc';
const restore = `${main}/backups/${backup}/restore`;

/** Backups: what is restored, and to where. */
export const backupCalls: readonly ClientCall[] = [
  {
    client: 'upsun backup:restore (which one is the newest)',
    method: 'GET',
    path: `${main}/backups`,
    status: 200,
    reads: [{ id: backup, environment: 'main', restorable: true, created_at: expect.any(String) }],
  },
  {
    client: 'upsun backup:restore',
    follows: { from: `${main}/backups/${backup}`, rel: '#restore' },
    method: 'POST',
    path: restore,
    body: { environment_name: 'main' },
    status: 201,
    reads: started('environment.restore'),
  },
  {
    client: 'upsun backup:restore --target new --branch-from main --no-code',
    method: 'POST',
    path: restore,
    body: { environment_name: 'new', branch_from: 'main', restore_code: false },
    status: 201,
    reads: started('environment.restore'),
  },
  {
    client: 'SDK backups.restore',
    method: 'POST',
    path: restore,
    body: {
      restore_code: true,
      restore_resources: true,
      environment_name: null,
      branch_from: null,
      resources: {},
    },
    status: 201,
    reads: started('environment.restore'),
  },
  {
    client: 'SDK backups.restore, to an environment that is not there',
    method: 'POST',
    path: restore,
    body: {
      restore_code: true,
      restore_resources: true,
      environment_name: 'new',
      branch_from: null,
      resources: { init: 'backup' },
    },
    status: 201,
    reads: started('environment.restore'),
  },
];
