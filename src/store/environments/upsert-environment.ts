import type { Environment } from '../../deploy/deployment.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow, toEnvironmentRow } from './environment-row.ts';

/** Creates the environment where it is missing or was deleted, and leaves it alone otherwise. Returns it as it is stored now. */
export function upsertEnvironment(db: Database, environment: Environment): Promise<Environment> {
  return inTransaction(db, async (transaction) => {
    await transaction
      .insertInto('environments')
      .values(toEnvironmentRow(environment))
      .onConflict((conflict) =>
        conflict
          .columns(['project', 'name'])
          .doUpdateSet(toEnvironmentRow(environment))
          .where('environments.status', '=', 'deleted'),
      )
      .execute();
    const row = await transaction
      .selectFrom('environments')
      .selectAll()
      .where('project', '=', environment.project)
      .where('name', '=', environment.name)
      .executeTakeFirstOrThrow();
    return fromEnvironmentRow(row);
  });
}
