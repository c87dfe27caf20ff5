import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Migration } from './migration.ts';

/** Passwords, and who may do what. Whoever was there before could do everything, and still can. */
export const people: Migration = {
  version: 3,
  name: 'people',
  async up(db) {
    await extendUsers(db);
    await createPasswords(db);
    await createUserAccess(db);
  },
};

const flags = ['is_administrator', 'is_owner', 'is_deactivated', 'email_verified'] as const;

async function extendUsers(db: Kysely<Schema>): Promise<void> {
  for (const flag of flags) {
    await db.schema
      .alterTable('users')
      .addColumn(flag, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
  await db.schema
    .alterTable('users')
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update users set is_administrator = 1, updated_at_ms = created_at_ms, email = lower(email)`.execute(
    db,
  );
  await db.schema.createIndex('users_by_email').on('users').column('email').unique().execute();
}

/** Apart from the users, so that nothing that reads a user reads a hash. */
async function createPasswords(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('passwords')
    .addColumn('user_id', 'text', (column) => column.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('must_change', 'integer', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint')
    .addColumn('changed_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createUserAccess(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('user_access')
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('project', 'text', (column) => column.notNull().references('projects.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('production', 'text')
    .addColumn('staging', 'text')
    .addColumn('development', 'text')
    .addColumn('granted_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_access_key', ['user_id', 'project'])
    .execute();
  await db.schema.createIndex('user_access_of_project').on('user_access').column('project').execute();
}
