import { CompiledQuery } from 'kysely';
import type { Database } from '../../src/store/store.ts';

/** What SQLite would do for the query, as lines of EXPLAIN QUERY PLAN. */
export async function queryPlan(db: Database, query: { compile(): CompiledQuery }): Promise<string> {
  const { sql, parameters } = query.compile();
  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  );
  return rows.map(({ detail }) => detail).join('\n');
}
