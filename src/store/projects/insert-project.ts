import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Database } from '../store.ts';
import { toProjectRow } from './project-row.ts';

/** Stores a new project. Errors: `conflict` where its id is taken. */
export async function insertProject(db: Database, project: Project): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('projects')
    .values(toProjectRow(project))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new ErrandError('conflict', `The project "${project.id}" exists already.`);
  }
}
