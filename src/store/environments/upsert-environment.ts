import type { Environment } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { fromEnvironmentRow, toEnvironmentRow } from './environment-row.ts';

async function findStored(db: Database, { project, name }: Environment): Promise<Environment | null> {
  const row = await db
    .selectFrom('environments')
    .selectAll()
    .where('project', '=', project)
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : fromEnvironmentRow(row);
}

async function refuseNamesake(db: Database, { project, name, machineName }: Environment): Promise<void> {
  const other = await db
    .selectFrom('environments')
    .select('name')
    .where('project', '=', project)
    .where('machine_name', '=', machineName)
    .where('name', '<>', name)
    .where('status', '<>', 'deleted')
    .executeTakeFirst();
  if (other === undefined) return;
  throw new ErrandError(
    'conflict',
    `${name} cannot be the name of an environment: it would share the machine name ${machineName} with ${other.name}`,
    { details: { environment: other.name } },
  );
}

/**
 * Creates the environment where it is missing or was deleted, and leaves it alone otherwise. Returns it as it is stored now. Error:
 * `conflict` where another one of the project has its machine name.
 */
export function upsertEnvironment(db: Database, environment: Environment): Promise<Environment> {
  return inTransaction(db, async (transaction) => {
    const stored = await findStored(transaction, environment);
    if (stored !== null && stored.status !== 'deleted') return stored;
    await refuseNamesake(transaction, environment);
    const row = toEnvironmentRow(environment);
    // Somebody else may make the same one, or its namesake, at this moment.
    if (stored === null)
      await transaction
        .insertInto('environments')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    else
      await transaction
        .updateTable('environments')
        .set(row)
        .where('project', '=', environment.project)
        .where('name', '=', environment.name)
        .where('status', '=', 'deleted')
        .execute();
    const made = await findStored(transaction, environment);
    if (made !== null) return made;
    await refuseNamesake(transaction, environment);
    throw new Error(`the environment ${environment.name} could not be stored`);
  });
}
