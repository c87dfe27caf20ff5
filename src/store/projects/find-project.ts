import type { Project } from '../../deploy/deployment.ts';
import { recalled } from '../memory.ts';
import type { Database } from '../store.ts';
import { fromProjectRow } from './project-row.ts';

export function findProject(db: Database, id: string): Promise<Project | null> {
  return recalled(db, `project\0${id}`, async () => {
    const row = await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : fromProjectRow(row);
  });
}
