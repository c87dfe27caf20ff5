import type { Environment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow } from './environment-row.ts';

/** A project's environments, those that were deleted too. */
export async function listEveryEnvironment(db: Database, project: string): Promise<readonly Environment[]> {
  const rows = await db.selectFrom('environments').selectAll().where('project', '=', project).execute();
  return rows.map(fromEnvironmentRow);
}
