import type { VariablePlace } from '../../variable/variable.ts';
import type { Database } from '../store.ts';
import { environmentColumn } from './variable-row.ts';

export async function deleteVariable(
  db: Database,
  { project, environment }: VariablePlace,
  name: string,
): Promise<void> {
  await db
    .deleteFrom('variables')
    .where('project', '=', project)
    .where('environment', '=', environmentColumn(environment))
    .where('name', '=', name)
    .execute();
}

/** To be called where an environment is deleted, else a later one of its name would have them. */
export async function deleteVariablesOf(db: Database, project: string, environment: string): Promise<void> {
  await db
    .deleteFrom('variables')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .execute();
}
