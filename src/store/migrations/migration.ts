import type { Expression, Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** One step of the schema. Once released it is never changed: a correction is the next step. */
export interface Migration {
  /** 1, 2, 3, …: the number in its file's name. */
  readonly version: number;
  readonly name: string;
  up(db: Kysely<Schema>, types: ColumnTypes): Promise<void>;
}

/** Column types that have no portable spelling. */
export interface ColumnTypes {
  /** Primary key that the database fills with ever greater numbers. */
  readonly sequence: Expression<unknown>;
}
