import type { Project } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';
import { fromProjectRow } from './project-row.ts';

/** Every project, by title. */
export async function listProjects(db: Database): Promise<readonly Project[]> {
  const rows = await db.selectFrom('projects').selectAll().orderBy('title').orderBy('id').execute();
  return rows.map(fromProjectRow);
}
