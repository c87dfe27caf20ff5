import type { Database } from '../store.ts';

/** Under which ids data of a project may be kept: those of its backups, and of one that a crash left without a record. */
export async function listKeptIds(db: Database, project: string): Promise<readonly string[]> {
  const backups = await db.selectFrom('backups').select('id').where('project', '=', project).execute();
  const attempts = await db
    .selectFrom('activities')
    .select('id')
    .where('project', '=', project)
    .where('type', '=', 'environment.backup')
    .execute();
  return [...new Set([...backups, ...attempts].map(({ id }) => id))];
}
