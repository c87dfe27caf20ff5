import type { Environment } from '../../deploy/deployment.ts';
import { recalled } from '../memory.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow } from './environment-row.ts';

export function findEnvironment(db: Database, project: string, name: string): Promise<Environment | null> {
  return recalled(db, `environment\0${project}\0${name}`, async () => {
    const row = await db
      .selectFrom('environments')
      .selectAll()
      .where('project', '=', project)
      .where('name', '=', name)
      .where('status', '<>', 'deleted')
      .executeTakeFirst();
    return row === undefined ? null : fromEnvironmentRow(row);
  });
}
