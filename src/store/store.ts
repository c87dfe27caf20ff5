import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** What `db` a verb takes: the store's own, or the open transaction that it shall be part of. */
export type Database = Kysely<Schema>;

/**
 * An open store. Inside a transaction use only the transaction's handle: writers take turns, so a query on `db` itself
 * would wait for the transaction that waits for it.
 */
export interface Store {
  readonly db: Database;
  /** Whether the database is away and work waits for it. A file never is. */
  readonly outOfReach: boolean;
  close(): Promise<void>;
}
