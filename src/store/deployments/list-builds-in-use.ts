import { type SqlBool, sql } from 'kysely';
import type { Build } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';

/** The builds of every environment's current deployment, and of those that unfinished runs belong to. */
export async function listBuildsInUse(db: Database): Promise<readonly Build[]> {
  const rows = await db
    .selectFrom('deployments')
    .select('builds')
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('id', 'in', selectFrom('environments').select('deployment').where('deployment', 'is not', null)),
        eb(
          'id',
          'in',
          selectFrom('runs')
            .select('deployment')
            .where('deployment', 'is not', null)
            .where(sql<SqlBool>`state in ('queued', 'starting', 'running')`),
        ),
      ]),
    )
    .execute();
  return rows.flatMap(({ builds }) => Object.values(JSON.parse(builds) as Readonly<Record<string, Build>>));
}
