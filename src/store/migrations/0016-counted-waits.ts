import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** From when the waits of queued runs were counted: clocks go back. Runs that wait already are taken as counted from when they were made. */
export const countedWaits: Migration = {
  version: 16,
  name: 'counted-waits',
  async up(db) {
    await sql`alter table runs add column counted_from_ms bigint`.execute(db);
    await sql`update runs set counted_from_ms = created_at_ms
      where state = 'queued' and (due_at_ms is not null or expires_at_ms is not null)`.execute(db);
    await sql`create index runs_counted on runs (counted_from_ms)
      where state = 'queued' and counted_from_ms is not null`.execute(db);
  },
};
