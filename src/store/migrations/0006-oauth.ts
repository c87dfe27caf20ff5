import type { Migration } from './migration.ts';

/** What the OAuth server remembers: grants, their refresh tokens and codes. And who signs in from where. */
export const oauth: Migration = {
  version: 6,
  name: 'oauth',
  async up(db) {
    await db.schema
      .createTable('oauth_records')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('grant_id', 'text')
      .addColumn('account_id', 'text')
      .addColumn('expires_at_ms', 'bigint')
      .addColumn('consumed_at_ms', 'bigint')
      .addPrimaryKeyConstraint('oauth_records_key', ['model', 'id'])
      .execute();
    for (const column of ['grant_id', 'account_id', 'expires_at_ms'] as const) {
      await db.schema.createIndex(`oauth_records_by_${column}`).on('oauth_records').column(column).execute();
    }
    await db.schema
      .createTable('outside_identities')
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('outside_identities_key', ['issuer', 'subject'])
      .execute();
    await db.schema
      .createIndex('outside_identities_of_user')
      .on('outside_identities')
      .column('user_id')
      .execute();
  },
};
