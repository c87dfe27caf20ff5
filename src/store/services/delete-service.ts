import type { ServicePlace } from '../../service/stored-service.ts';
import type { Database } from '../store.ts';

export async function deleteService(
  db: Database,
  { project, environment, name }: ServicePlace,
): Promise<void> {
  await db
    .deleteFrom('services')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('name', '=', name)
    .execute();
}
