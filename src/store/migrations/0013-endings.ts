import type { Migration } from './migration.ts';

/** Why the server itself asks a run to end. */
export const endings: Migration = {
  version: 13,
  name: 'endings',
  async up(db) {
    await db.schema.alterTable('runs').addColumn('ending', 'text').execute();
  },
};
