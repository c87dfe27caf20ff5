import type { Environment } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { toEnvironmentRow } from './environment-row.ts';
import { findEnvironment } from './find-environment.ts';

export type EnvironmentChange = Partial<
  Pick<Environment, 'title' | 'type' | 'parent' | 'status' | 'deployment'>
>;

/** Changes an environment and returns it as it is then. Error: `environment_not_found`. */
export function changeEnvironment(
  db: Database,
  project: string,
  name: string,
  change: EnvironmentChange,
): Promise<Environment> {
  return inTransaction(db, async (transaction) => {
    const before = await findEnvironment(transaction, project, name);
    if (before === null)
      throw new ErrandError('environment_not_found', `"${project}" has no environment "${name}".`);
    const after = { ...before, ...change, updatedAt: new Date() };
    await transaction
      .updateTable('environments')
      .set(toEnvironmentRow(after))
      .where('project', '=', project)
      .where('name', '=', name)
      .execute();
    return after;
  });
}
