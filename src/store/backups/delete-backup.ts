import type { Database } from '../store.ts';

export async function deleteBackup(db: Database, id: string): Promise<void> {
  await db.deleteFrom('backups').where('id', '=', id).execute();
}
