import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What people say of a project, and that it is being deleted. */
export const projects: Migration = {
  version: 14,
  name: 'projects',
  async up(db) {
    await sql`alter table projects add column description text not null default ''`.execute(db);
    await sql`alter table projects add column timezone text not null default 'UTC'`.execute(db);
    await sql`alter table projects add column deletion text`.execute(db);
  },
};
