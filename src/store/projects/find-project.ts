import type { Project } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromProjectRow } from './project-row.ts';

export async function findProject(db: Database, id: string): Promise<Project | null> {
  const row = await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromProjectRow(row);
}
