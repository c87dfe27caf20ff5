import type { Database } from '../store.ts';

/** Writes down that nothing of a project is deployed any more. */
export async function undeployEnvironments(db: Database, project: string): Promise<void> {
  await db
    .updateTable('environments')
    .set({ status: 'inactive', deployment: null, updated_at_ms: Date.now() })
    .where('project', '=', project)
    .where('status', '<>', 'deleted')
    .execute();
}
