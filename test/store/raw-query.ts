import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { isPostgresUrl } from '../../src/store/open.ts';

export type RawRow = Readonly<Record<string, unknown>>;

/** What a statement gives in the database at a location, past Errand's own store. */
export async function rawQuery(location: string, statement: string): Promise<readonly RawRow[]> {
  if (!isPostgresUrl(location)) {
    using db = new DatabaseSync(location);
    return db.prepare(statement).all();
  }
  const client = new pg.Client({ connectionString: location });
  await client.connect();
  try {
    return (await client.query<RawRow>(statement)).rows;
  } finally {
    await client.end();
  }
}
