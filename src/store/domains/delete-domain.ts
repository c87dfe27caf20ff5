import type { Database } from '../store.ts';

export async function deleteDomain(db: Database, name: string): Promise<void> {
  await db.deleteFrom('domains').where('name', '=', name).execute();
}

/** To be called where an environment is deleted, else a later one of its name would have them. */
export async function deleteDomainsOf(db: Database, project: string, environment: string): Promise<void> {
  await db
    .deleteFrom('domains')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .execute();
}
