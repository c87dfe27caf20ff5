import { sql } from 'kysely';
import type { ColumnTypes } from '../migrations/migration.ts';

/** `autoincrement` keeps SQLite from giving the number of a deleted last row again. */
export const sqliteColumnTypes: ColumnTypes = { sequence: sql`integer primary key autoincrement` };
