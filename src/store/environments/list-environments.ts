import type { Environment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow } from './environment-row.ts';

/** A project's environments, by name. */
export async function listEnvironments(db: Database, project: string): Promise<readonly Environment[]> {
  const rows = await db
    .selectFrom('environments')
    .selectAll()
    .where('project', '=', project)
    .where('status', '<>', 'deleted')
    .orderBy('name')
    .execute();
  return rows.map(fromEnvironmentRow);
}
