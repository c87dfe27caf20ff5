import type { Environment } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow } from './environment-row.ts';

export async function findEnvironment(
  db: Database,
  project: string,
  name: string,
): Promise<Environment | null> {
  const row = await db
    .selectFrom('environments')
    .selectAll()
    .where('project', '=', project)
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : fromEnvironmentRow(row);
}
